/** mixup and cutmix: what is drawn for a batch, and steps on mixed batches. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { start } from 'sk-backend-wasm/node';
import { byteBuffer, byteTable } from 'sk-core';
import { type Batch, byteBatch, bytesOf, type Mixing } from 'sk-models';
import { DataError, RandomStream, TrainStep, type TrainStepSettings } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawMixing, meanCrossEntropy, mixBatch, pasted, symmetricBeta } from '#internal';
import { tinyNetwork, weightsOf } from './tinyNetwork.js';

const shape = [4, 6, 6, 3] as const;
const noise = new RandomStream(8, 'data');
const bytes = byteBuffer(shape).map(() => noise.integer(256));
const table = byteTable(3, [0.5, 0.5, 0.5], [0.25, 0.25, 0.25]);
const labels = Int32Array.of(0, 1, 2, 1);
const plain = (): Batch => byteBatch({ bytes, table }, shape, labels);

function mixingOf({ mixing }: Batch): Mixing {
  if (mixing === undefined) throw new Error('the batch is not mixed');
  return mixing;
}

describe('symmetricBeta', () => {
  it.each([0.001, 0.2, 1, 8])('has the mean and the variance of Beta(%d, %d)', (alpha) => {
    const count = 4000;
    const stream = new RandomStream(2, 'mixing');
    const values = Array.from({ length: count }, () => symmetricBeta(stream, alpha));
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / count;
    const wanted = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(wanted / count));
    // The variance of (x - 1/2)^2 is 1/16 at most.
    expect(Math.abs(variance - wanted)).toBeLessThan(5 * Math.sqrt(1 / 16 / count));
  });
});

describe('mixBatch', () => {
  const both = { mixup: 0.8, cutmix: 1, seed: 3 };
  const at = (epoch: number, batch: number, settings = both): Mixing =>
    mixingOf(mixBatch(plain(), settings, { epoch, batch }));

  it('is a function of seed, epoch and batch', () => {
    const first = at(1, 2);
    expect(at(1, 2)).toEqual(first);
    for (const other of [at(2, 2), at(1, 3), at(1, 2, { ...both, seed: 4 })]) {
      expect(other).not.toEqual(first);
    }
  });

  it('leaves bytes bytes, images and labels as they are, and a batch alone where nothing is asked for', () => {
    const batch = plain();
    expect(mixBatch(batch, { seed: 3 }, { epoch: 0, batch: 0 })).toBe(batch);
    const mixed = mixBatch(batch, both, { epoch: 0, batch: 0 });
    expect(bytesOf(mixed)).toEqual({ bytes, table });
    const numbers: Batch = { images: batch.images, shape, labels };
    const { mixing, ...rest } = mixBatch(numbers, both, { epoch: 0, batch: 0 });
    expect(mixing).toEqual(mixed.mixing);
    expect(rest).toEqual(numbers);
  });

  it('gives each image a partner, and half of the batches to either kind', () => {
    const count = 1000;
    const all = Array.from({ length: count }, (_, batch) => at(0, batch));
    let cut = 0;
    for (const { partners, share, pixelShares } of all) {
      expect([...partners].sort()).toEqual([0, 1, 2, 3]);
      const isCut = [...pixelShares].every((part) => part === 0 || part === 1);
      if (isCut) cut++;
      const mean = pixelShares.reduce((sum, part) => sum + part, 0) / pixelShares.length;
      expect(share).toBeCloseTo(mean, 6);
    }
    expect(Math.abs(cut - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4));
    const kindsOf = (settings: Parameters<typeof drawMixing>[0]) =>
      new Set(
        Array.from({ length: 50 }, (_, batch) =>
          drawMixing(settings, new RandomStream(1, 'mixing', 0, batch), shape)?.pixelShares.includes(0),
        ),
      );
    expect(kindsOf({ mixup: 1, seed: 1 })).toEqual(new Set([false]));
    expect(kindsOf({ cutmix: 0.5, seed: 1 })).toContain(true);
  });
});

const settings: TrainStepSettings = {
  momentum: 0.9,
  nesterov: false,
  weightDecay: 1e-4,
  labelSmoothing: 0.1,
  accumulate: 1,
};
const partners = Int32Array.of(2, 0, 1, 3);
const cut = pasted(partners, { left: 1, top: 2, width: 4, height: 3 }, 6, 6);

describe.each(['cpu', 'wasm'])('a step on %s', (backend) => {
  beforeAll(async () => {
    if (backend === 'wasm') await start();
    await tf.setBackend(backend);
  });

  /** Takes steps on a mixed batch, and returns the last result with the weights. */
  async function run(batch: Batch, changes: Partial<TrainStepSettings> = {}, steps = 2) {
    // No batch normalisation, so that parts of a batch have the gradients of the whole one.
    const model = tinyNetwork({ sk: false });
    const step = new TrainStep(model, { ...settings, ...changes });
    const { numTensors } = tf.memory();
    let result = await step.run(batch, 0.1);
    for (let n = 1; n < steps; n++) result = await step.run(batch, 0.1);
    expect(tf.memory().numTensors).toBe(numTensors);
    const weights = weightsOf(model);
    step.dispose();
    model.dispose();
    return { ...result, weights };
  }

  it('has the loss of both classes on images that are mixed by hand', async () => {
    const { images } = plain();
    const mixed = images.map((value, i) => {
      const own = cut.pixelShares[Math.floor(i / 3) % 36] ?? 0;
      const other = images[(partners[Math.floor(i / 108)] ?? 0) * 108 + (i % 108)] ?? 0;
      return value * own + other * (1 - own);
    });
    const model = tinyNetwork({ sk: false });
    const wanted = tf.tidy(() => {
      const logits = model.predict(tf.tensor4d(mixed, [...shape])) as tf.Tensor2D;
      const classes = (of: ArrayLike<number>) => tf.tensor1d(Array.from(of), 'int32');
      const own = meanCrossEntropy(logits, classes(labels), 0.1).dataSync()[0] ?? 0;
      const others = Array.from(partners, (partner) => labels[partner] ?? 0);
      const other = meanCrossEntropy(logits, classes(others), 0.1).dataSync()[0] ?? 0;
      const hits = tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), classes(labels)), 'int32')).dataSync()[0];
      return { loss: cut.share * own + (1 - cut.share) * other, correct: hits };
    });
    model.dispose();
    const { loss, correct } = await run({ ...plain(), mixing: cut }, {}, 1);
    expect(cut.share).toBeCloseTo(2 / 3, 12);
    expect(loss).toBeCloseTo(wanted.loss, 5);
    expect(correct).toBe(wanted.correct);
  });

  it('has the same bits from bytes as from numbers, and nearly the same in parts of a batch', async () => {
    const fromBytes = await run(byteBatch({ bytes, table }, shape, labels, { mixing: cut }));
    const fromNumbers = await run({ ...plain(), mixing: cut });
    expect(fromBytes).toEqual(fromNumbers);
    const inParts = await run({ ...plain(), mixing: cut }, { accumulate: 3 });
    expect(inParts.loss).toBeCloseTo(fromNumbers.loss, 5);
    inParts.weights.forEach((values, i) => {
      values.forEach((value, k) => {
        expect(value).toBeCloseTo(fromNumbers.weights[i]?.[k] ?? Number.NaN, 5);
      });
    });
  });
});

describe('a mixing that does not fit is refused:', () => {
  it.each([
    [{ ...cut, partners: Int32Array.of(0, 1) }, /wants 4 partners and 36 pixelShares, got 2 and 36/],
    [{ ...cut, pixelShares: new Float32Array(35) }, /wants 4 partners and 36 pixelShares, got 4 and 35/],
    [{ ...cut, partners: Int32Array.of(0, 1, 4, 2) }, /has the partner 4: partners of 4 images are 0 to 3/],
    [{ ...cut, share: 1.5 }, /has the share 1.5: shares are 0 to 1/],
    [{ ...cut, pixelShares: new Float32Array(36).fill(Number.NaN) }, /has the share NaN/],
  ])('%#', async (mixing, message) => {
    await tf.setBackend('cpu');
    const model = tinyNetwork({ sk: false });
    const step = new TrainStep(model, settings);
    const refused = step.run({ ...plain(), mixing }, 0.1);
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow(message);
    step.dispose();
    model.dispose();
  });
});
