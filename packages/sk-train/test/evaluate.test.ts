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
