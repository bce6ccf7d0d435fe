import * as tf from '@tensorflow/tfjs-core';
import { type Digits, digitSize } from 'quickstart/digit';
import { start } from 'sk-backend-wasm/node';
import { modelFromFiles, modelToFiles } from 'sk-io';
import { modelMetadata } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';
import { digitsOf } from '../src/train/digitFile.js';
import { trainDigits } from '../src/train/session.js';

/** A bar whose place says the class. */
function bars(count: number): Digits {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  const images = new Uint8Array(count * digitSize ** 2);
  for (const [i, label] of labels.entries())
    images.fill(
      255,
      i * digitSize ** 2 + label * 2 * digitSize,
      i * digitSize ** 2 + (label * 2 + 3) * digitSize,
    );
  return { count, labels, images };
}
const settings = { steps: 3, batchSize: 4, learningRate: 0.05, seed: 1, isCaptured: true };
const digits = { train: bars(8), test: bars(4) };

beforeAll(async () => {
  await start();
});

describe('trainDigits', () => {
  it('trains so many steps, tests, and leaves the model alone', async () => {
    const before = tf.memory().numTensors;
    const tensors: number[] = [];
    const { model, records, accuracy } = await trainDigits({
      ...digits,
      settings,
      signal: new AbortController().signal,
      onStep: () => tensors.push(tf.memory().numTensors),
    });
    const steps = records.filter(({ kind }) => kind === 'step');
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3]);
    for (const { loss } of steps as { loss: number }[]) expect(loss).toBeGreaterThan(0);
    expect(new Set(tensors).size).toBe(1);
    expect([0, 0.25, 0.5, 0.75, 1]).toContain(accuracy);
    const copy = modelFromFiles(await modelToFiles(model));
    expect(modelMetadata(copy)).toEqual(modelMetadata(model));
    for (const [i, weight] of model.getWeights().entries())
      expect([...copy.getWeights()[i]!.dataSync()]).toEqual([...weight.dataSync()]);
    for (const each of [model, copy]) each.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says how fast its steps were, but for the first four, and why none was a replay', async () => {
    const before = tf.memory().numTensors;
    const rates: unknown[] = [];
    for (const [steps, isCaptured] of [
      [4, true],
      [6, true],
      [6, false],
    ] as const) {
      const { model, rate, accuracy } = await trainDigits({
        train: digits.train,
        settings: { ...settings, steps, isCaptured },
        signal: new AbortController().signal,
        onStep: () => undefined,
      });
      expect(accuracy).toBeUndefined();
      if (rate !== undefined) expect(rate.imagesPerSecond).toBeGreaterThan(0);
      rates.push(rate);
      model.dispose();
    }
    expect(rates).toEqual([
      undefined,
      {
        isCaptured: true,
        imagesPerSecond: expect.any(Number),
        replays: 0,
        refusal: 'the backend wasm records nothing',
      },
      { isCaptured: false, imagesPerSecond: expect.any(Number), replays: 0 },
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops after the step that is under way', async () => {
    const before = tf.memory().numTensors;
    const control = new AbortController();
    const { model, records, accuracy } = await trainDigits({
      ...digits,
      settings: { ...settings, steps: 50 },
      signal: control.signal,
      onStep: () => control.abort(),
    });
    expect(accuracy).toBeUndefined();
    expect(records.filter(({ kind }) => kind === 'step')).toHaveLength(1);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves nothing where training diverges', async () => {
    const before = tf.memory().numTensors;
    const diverging = trainDigits({
      ...digits,
      settings: { ...settings, steps: 50, learningRate: 1e30 },
      signal: new AbortController().signal,
      onStep: () => undefined,
    });
    await expect(diverging).rejects.toThrow(/loss|learning rate|finite/i);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('digitsOf', () => {
  it('labels, then pixels', () => {
    const bytes = new Uint8Array(2 * (1 + digitSize ** 2));
    bytes.set([7, 3, 9]);
    const { count, labels, images } = digitsOf(bytes, 'a.bin');
    expect([count, ...labels, images[0], images.length]).toEqual([2, 7, 3, 9, 2 * digitSize ** 2]);
  });

  it.each([
    ['no byte', new Uint8Array(0)],
    ['half a digit', new Uint8Array(100)],
    ['a label that is none', new Uint8Array(1 + digitSize ** 2).fill(10)],
  ])('refuses %s', (_, bytes) => {
    expect(() => digitsOf(bytes, 'a.bin')).toThrow(/a\.bin has \d+ bytes; a label from 0 to 9/);
  });
});
