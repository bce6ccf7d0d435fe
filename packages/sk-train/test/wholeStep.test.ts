/** A step happens whole or not at all. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { install, OutOfMemoryError, plugin } from 'sk-backend-wasm';
import { start } from 'sk-backend-wasm/node';
import { type Batch, createModel } from 'sk-models';
import { ArrayDataset, DataError, fit, TrainStep, type TrainStepSettings } from 'sk-train';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { tinyData, tinyNetwork } from './tinyNetwork.js';

const settings: TrainStepSettings = {
  momentum: 0.9,
  nesterov: false,
  weightDecay: 1e-4,
  labelSmoothing: 0.1,
  accumulate: 1,
};

const batchOf = (size: number): Batch => ({
  images: Float32Array.from({ length: size * 8 * 8 * 3 }, (_, i) => Math.sin(i * i)),
  shape: [size, 8, 8, 3],
  labels: Int32Array.from({ length: size }, (_, i) => i % 3),
});

const network = (): LayersModel =>
  createModel('sknet_slim', { inputShape: [8, 8, 3], widthMultiplier: 1 / 4, numClasses: 3, seed: 1 });

/** All that a step moves, copied. */
const stateOf = (model: LayersModel, step: TrainStep): number[][] =>
  [...model.weights.map((weight) => weight.read()), ...step.optimizer.slots].map((t) => [...t.dataSync()]);

const usedBytes = (): number => plugin.memory?.().usedBytes ?? Number.NaN;

beforeAll(() => start());
afterEach(() => install({ heapLimitBytes: Number.POSITIVE_INFINITY }));

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  it.each([1, 2])('a NaN in one image moves nothing, in %i parts', async (accumulate) => {
    await tf.setBackend(backend);
    const model = network();
    const step = new TrainStep(model, { ...settings, accumulate });
    await step.run(batchOf(4), 0.1);
    const before = stateOf(model, step);
    const { numTensors } = tf.memory();
    const batch = batchOf(4);
    batch.images[batch.images.length - 5] = Number.NaN;
    const { loss, images } = await step.run(batch, 0.1);
    expect(loss).toBeNaN();
    expect(images).toBe(4);
    expect(stateOf(model, step)).toEqual(before);
    expect(tf.memory().numTensors).toBe(numTensors);
    await step.run(batchOf(4), 0.1);
    expect(stateOf(model, step)).not.toEqual(before);
    step.dispose();
    model.dispose();
  });

  it('an infinite value in one image is the loss NaN and moves nothing', async () => {
    await tf.setBackend(backend);
    const model = tinyNetwork({ sk: false });
    const step = new TrainStep(model, settings);
    const before = stateOf(model, step);
    for await (const batch of tinyData(12).batches({ batchSize: 6, epoch: 0 })) {
      batch.images[7] = Number.NEGATIVE_INFINITY;
      expect((await step.run(batch, 0.1)).loss).toBeNaN();
    }
    expect(stateOf(model, step)).toEqual(before);
    step.dispose();
    model.dispose();
  });
});

describe('a step that runs out of memory', () => {
  it('moves nothing and holds nothing, wherever the memory ends, and the next step is the same to the bit', async () => {
    await tf.setBackend('wasm');
    const batch = batchOf(4);
    const after = async (limits: readonly number[]): Promise<{ state: number[][]; failures: number }> => {
      const model = network();
      const step = new TrainStep(model, { ...settings, accumulate: 2 });
      await step.run(batch, 0.1);
      const before = stateOf(model, step);
      const [bytes, { numTensors, numDataBuffers }] = [usedBytes(), tf.memory()];
      let failures = 0;
      for (const room of limits) {
        install({ heapLimitBytes: bytes + room });
        const error = await step.run(batch, 0.1).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        install({ heapLimitBytes: Number.POSITIVE_INFINITY });
        expect(error).toBeInstanceOf(OutOfMemoryError);
        failures++;
        expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
        expect(usedBytes()).toBe(bytes);
        expect(stateOf(model, step)).toEqual(before);
      }
      await step.run(batch, 0.1);
      const state = stateOf(model, step);
      step.dispose();
      model.dispose();
      return { state, failures };
    };
    const undisturbed = await after([]);
    const need = await peakOf(batch);
    const limits = Array.from({ length: 16 }, (_, i) => Math.floor((need * i) / 16));
    const disturbed = await after(limits);
    expect(disturbed.failures).toBe(16);
    expect(disturbed.state).toEqual(undisturbed.state);
  });

  it('leaves all the room to a smaller batch', async () => {
    await tf.setBackend('wasm');
    const model = network();
    const step = new TrainStep(model, settings);
    await step.run(batchOf(2), 0.1);
    install({ heapLimitBytes: usedBytes() + (await peakOf(batchOf(2))) * 1.5 });
    await expect(step.run(batchOf(32), 0.1)).rejects.toThrow(OutOfMemoryError);
    expect((await step.run(batchOf(2), 0.1)).loss).toBeGreaterThan(0);
    step.dispose();
    model.dispose();
  });
});

/** Returns the bytes that a step needs beside what the model and its optimiser hold, within 5 %. */
async function peakOf(batch: Batch): Promise<number> {
  const model = network();
  const step = new TrainStep(model, { ...settings, accumulate: 2 });
  await step.run(batch, 0.1);
  let [low, high] = [0, 2 ** 28];
  while (high - low > high / 20) {
    const room = (low + high) / 2;
    install({ heapLimitBytes: usedBytes() + room });
    const fits = await step.run(batch, 0.1).then(
      () => true,
      () => false,
    );
    if (fits) high = room;
    else low = room;
  }
  install({ heapLimitBytes: Number.POSITIVE_INFINITY });
  step.dispose();
  model.dispose();
  return low;
}

describe('what a batch must be', () => {
  const refused = async (batch: Batch, message: RegExp): Promise<void> => {
    const model = network();
    const step = new TrainStep(model, settings);
    const before = stateOf(model, step);
    await expect(step.run(batch, 0.1)).rejects.toThrow(DataError);
    await expect(step.run(batch, 0.1)).rejects.toThrow(message);
    expect(stateOf(model, step)).toEqual(before);
    step.dispose();
    model.dispose();
  };

  it('labels are those of the classes', async () => {
    for (const label of [9, 3, -1]) {
      await refused(
        { ...batchOf(3), labels: Int32Array.from([0, label, 1]) },
        new RegExp(`image 1 of the batch has label ${label}, .* tells 3 classes apart: 0 to 2`),
      );
    }
  });

  it('images have the size that the model reads, and as many values as the shape says', async () => {
    const small: Batch = { ...batchOf(1), images: new Float32Array(4 * 4 * 3), shape: [1, 4, 4, 3] };
    await refused(small, /reads images of \[8, 8, 3\], the batch has images of \[4, 4, 3\]: resize them/);
    await refused(
      { ...batchOf(2), labels: Int32Array.from([0]) },
      /wants 384 values and 2 labels, got 384 and 1/,
    );
  });

  it('fit refuses a dataset of 8x8 images for a model of 16x16 ones before its first step', async () => {
    const model = createModel('sknet_slim', {
      ...{ inputShape: [16, 16, 3], widthMultiplier: 1 / 4, numClasses: 3, seed: 1 },
    });
    const train = new ArrayDataset({
      images: batchOf(6).images,
      shape: [8, 8, 3],
      labels: [0, 1, 2, 0, 1, 2],
      classNames: ['a', 'b', 'c'],
    });
    await expect(fit(model, { train, recipe: { batchSize: 3, epochs: 1 } })).rejects.toThrow(
      /reads images of \[16, 16, 3\], the batch has images of \[8, 8, 3\]/,
    );
    model.dispose();
  });
});
