/** What `evaluate` says of a network whose answers are known by hand, on the cpu backend. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { ArrayDataset, evaluate } from 'sk-train';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const classNames = ['red', 'green', 'blue'];

beforeAll(async () => {
  await tf.setBackend('cpu');
});
let tensors = 0;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
});

/** Its logits are the mean of each colour. */
function colourMeter(size: number | null): layers.LayersModel {
  const model = layers.sequential();
  model.add(layers.layers.globalAveragePooling2d({ inputShape: [size, size, 3] }));
  model.add(layers.layers.dense({ units: 3, useBias: false, kernelInitializer: 'identity' }));
  return model;
}

/** Images of one pixel, each with the logits of its class. */
const pixels = (rows: readonly (readonly [label: number, logits: readonly number[]])[]): ArrayDataset =>
  new ArrayDataset({
    images: Float32Array.from(rows.flatMap(([, logits]) => logits)),
    shape: [1, 1, 3],
    labels: rows.map(([label]) => label),
    classNames,
  });

const log = Math.log;

describe('details', () => {
  const data = pixels([
    [0, [log(0.5), log(0.25), log(0.25)]],
    [0, [log(0.25), log(0.5), log(0.25)]],
    [0, [log(0.8), log(0.1), log(0.1)]],
    [1, [log(0.5), log(0.25), log(0.25)]],
  ]);

  it('are nothing where nobody asks for them', async () => {
    const model = colourMeter(1);
    const found = await evaluate(model, data, { batchSize: 3 });
    expect(Object.keys(found)).toEqual(['loss', 'accuracy', 'top5', 'images']);
    expect(found).toMatchObject({ accuracy: 0.5, top5: 1, images: 4 });
    expect(found.loss).toBeCloseTo(-(log(0.5) + log(0.25) + log(0.8) + log(0.25)) / 4, 6);
    model.dispose();
  });

  it('are those of all batches together', async () => {
    const model = colourMeter(1);
    const { accuracy, details } = await evaluate(model, data, { batchSize: 3, details: true });
    expect(accuracy).toBe(0.5);
    expect(details.confusion).toEqual([
      [2, 1, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
    const none = { precision: 0, recall: 0, f1: 0 };
    expect(details.classes).toEqual([
      { className: 'red', precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3, predicted: 3 },
      { className: 'green', ...none, support: 1, predicted: 1 },
      { className: 'blue', ...none, support: 0, predicted: 0 },
    ]);
    // Blue is not there, and does not count.
    expect(details.macro).toEqual({ precision: 1 / 3, recall: 1 / 3, f1: 1 / 3 });
    expect(details.weighted).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 });
    // Three images of 0.5, of which one is right, and one of 0.8.
    expect(details.calibrationError).toBeCloseTo((Math.abs(1.5 - 1) + 0.2) / 4, 6);
    expect(details.brier).toBeCloseTo((0.375 + (0.5625 + 0.25 + 0.0625) * 2 + 0.06) / 4, 6);
    expect(details.interval[0]).toBeCloseTo(0.150039, 6);
    expect(details.interval[1]).toBeCloseTo(0.849961, 6);
    model.dispose();
  });
});

/** Returns the probabilities of logits. */
function probabilities(logits: readonly number[]): number[] {
  const powers = logits.map(Math.exp);
  return powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
}

const meanOf = (views: readonly (readonly number[])[]): number[] =>
  probabilities([0, 0, 0]).map((_, k) =>
    views.map(probabilities).reduce((sum, p) => sum + (p[k] ?? 0) / views.length, 0),
  );

describe('tta', () => {
  /** Its logits are the left one of two pixels. */
  function leftEye(): layers.LayersModel {
    const model = layers.sequential();
    model.add(layers.layers.flatten({ inputShape: [1, 2, 3] }));
    model.add(layers.layers.dense({ units: 3, useBias: false }));
    const kernel = tf.tensor2d(
      Array.from({ length: 6 }, (_, row) => [0, 1, 2].map((column) => Number(row === column))),
    );
    model.setWeights([kernel]);
    kernel.dispose();
    return model;
  }

  it.each([
    ['numbers', Float32Array, {}],
    ['bytes', Uint8Array, { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] }],
  ] as const)(
    'flip is the mean of the probabilities of an image and its mirror, of %s',
    async (_, Pixels, scale) => {
      const [left, right] = [
        [3, 0, 1],
        [0, 4, 1],
      ] as const;
      const data = new ArrayDataset({
        ...{ images: Pixels.from([...left, ...right, ...right, ...left]), shape: [1, 2, 3], labels: [1, 0] },
        ...{ classNames, ...scale },
      });
      const model = leftEye();
      const p = meanOf([left, right]);
      const plain = await evaluate(model, data, { batchSize: 2 });
      expect(plain.accuracy).toBe(0);
      const found = await evaluate(model, data, { batchSize: 2, tta: 'flip', details: true });
      expect(found.loss).toBeCloseTo(-(log(p[1] ?? 0) + log(p[0] ?? 0)) / 2, 5);
      // Green is ahead in both.
      expect(found.details.confusion).toEqual([
        [0, 1, 0],
        [0, 1, 0],
        [0, 0, 0],
      ]);
      expect(found.details.calibrationError).toBeCloseTo(Math.abs((p[1] ?? 0) - 0.5), 5);
      model.dispose();
    },
  );

  it.each(['five', 'ten'] as const)('%s crops are the corners and the centre', async (tta) => {
    const image = Array.from({ length: 27 }, (_, i) => ((i * 7) % 11) / 4);
    const pixel = (i: number): number[] => image.slice(3 * i, 3 * i + 3);
    const data = new ArrayDataset({
      ...{ images: Float32Array.from(image), shape: [3, 3, 3], labels: [2], classNames },
    });
    const model = colourMeter(1);
    const p = meanOf([0, 2, 6, 8, 4].map(pixel));
    const { loss } = await evaluate(model, data, { batchSize: 1, tta });
    expect(loss).toBeCloseTo(-log(p[2] ?? 0), 5);
    model.dispose();
  });

  it('refuses what it cannot do', async () => {
    const data = pixels([[0, [1, 0, 0]]]);
    const [one, any] = [colourMeter(1), colourMeter(null)];
    await expect(evaluate(one, data, { batchSize: 1, tta: 'ten' })).rejects.toThrow(
      "evaluate: tta 'ten' takes crops of 1 x 1 pixels, the batch has images of 1 x 1: wants larger ones",
    );
    await expect(evaluate(any, data, { batchSize: 1, tta: 'five' })).rejects.toThrow(
      /tta 'five' crops images to what '.*' reads, and that is any size: give it one with resizeInput/,
    );
    await expect(evaluate(one, data, { batchSize: 1, tta: 'six' as never })).rejects.toThrow(
      'evaluate: tta wants flip, five, ten, got "six"',
    );
    const flipped = await evaluate(any, data, { batchSize: 1, tta: 'flip' });
    expect(flipped.loss).toBeCloseTo(-log(probabilities([1, 0, 0])[0] ?? 0), 6);
    one.dispose();
    any.dispose();
  });
});
