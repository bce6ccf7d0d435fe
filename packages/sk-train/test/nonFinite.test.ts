/** The error of a loss that is not finite names the step, the layer, and the images. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import type { Batch, BatchOptions, Dataset } from 'sk-models';
import { ArrayDataset, DataError, findLearningRate, fit, NonFiniteLossError } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyClasses, tinyData, tinyNetwork, tinyShape, weightsOf } from './tinyNetwork.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const recipe = { epochs: 2, batchSize: 4, learningRate: 0.01, momentum: 0, labelSmoothing: 0 };

/** Trains, and returns the message of the error; the weights and tensors must be those before. */
async function failure(model: LayersModel, train: Dataset, changes: object = {}): Promise<string> {
  const [weights, tensors] = [weightsOf(model), tf.memory().numTensors];
  try {
    await fit(model, { train, recipe: { ...recipe, ...changes } });
  } catch (error) {
    expect(error).toBeInstanceOf(NonFiniteLossError);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(model.layers.filter((layer) => Object.hasOwn(layer, 'call'))).toEqual([]);
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    if (message.includes(' at step 1 ')) expect(weightsOf(model)).toEqual(weights);
    return message;
  }
  throw new Error('wants an error');
}

const advice =
  ': try a smaller learning rate, a warm-up (warmupEpochs), or a limit of the gradients (clipNorm)';

function named(size: number): ArrayDataset {
  const images = Float32Array.from({ length: size * 108 }, (_, i) => Math.sin(i));
  const labels = Array.from({ length: size }, (_, i) => i % 3);
  const names = labels.map((_, i) => `photos/${i}.jpg`);
  return new ArrayDataset({ images, labels, names, shape: tinyShape, classNames: tinyClasses });
}

/** A dataset whose batches are changed. */
function changed(data: Dataset, change: (batch: Batch) => Batch): Dataset {
  return {
    ...{ classNames: data.classNames, size: data.size },
    async *batches(options: BatchOptions) {
      for await (const batch of data.batches(options)) yield change(batch);
    },
  };
}

describe('a loss that is not finite', () => {
  it('names a weight that is infinite', async () => {
    const model = tinyNetwork();
    const weight = model.layers[2]?.weights[0];
    tf.tidy(() => void weight?.write(tf.fill(weight.shape as number[], Number.POSITIVE_INFINITY)));
    const message = await failure(model, tinyData(8));
    expect(message).toMatch(
      /^the loss is (NaN|Infinity) at step 1 \(epoch 1, batch 1, learning rate 0\.01\): /,
    );
    expect(message).toContain(`: the weight ${weight?.originalName} holds Infinity before the step${advice}`);
    model.dispose();
  });

  it('names the image that is not finite, and gives no advice about rates', async () => {
    const model = tinyNetwork();
    const data = changed(named(8), (batch) => {
      const images = batch.images.slice();
      images[2 * 108 + 5] = Number.NaN;
      return { ...batch, images };
    });
    expect(await failure(model, data)).toBe(
      'the loss is NaN at step 1 (epoch 1, batch 1, learning rate 0.01): the images themselves hold NaN for 1 of 4 images (photos/2.jpg): images want finite numbers',
    );
    model.dispose();
  });

  it('names the first layer that overflows, and the images that make it', async () => {
    const model = sequential();
    model.add(layers.flatten({ inputShape: [...tinyShape] }));
    for (const name of ['first', 'second', 'third']) {
      const kernelInitializer = name === 'third' ? 'glorotNormal' : initializers.constant({ value: 1e19 });
      model.add(layers.dense({ name, units: 3, kernelInitializer: kernelInitializer as 'ones' }));
    }
    const data = changed(named(6), (batch) => ({
      ...batch,
      images: batch.images.map((value, i) => (i < 108 ? 0 : Math.abs(value))),
    }));
    expect(await failure(model, data, { batchSize: 6 })).toMatch(
      /: the first (NaN|Infinity) is in the output of layer second for 5 of 6 images \(photos\/1\.jpg, photos\/2\.jpg, photos\/3\.jpg and 2 more\): try/,
    );
    expect(await failure(model, data, { batchSize: 6, accumulate: 2 })).toMatch(
      /layer second for 2 of 6 images \(photos\/1\.jpg, photos\/2\.jpg\): try/,
    );
    expect(await failure(model, data, { batchSize: 6, accumulate: 6 })).toContain(
      'for 1 of 6 images (photos/1.jpg)',
    );
    const unnamed = changed(data, ({ names: _, ...batch }) => batch);
    expect(await failure(model, unnamed, { batchSize: 6 })).toContain(
      '(number 1, number 2, number 3 and 2 more)',
    );
    await expect(findLearningRate(model, data, { recipe })).rejects.toThrow(
      /^the loss of the first batch is \S+, before any step: the first \S+ is in the output of layer second/,
    );
    model.dispose();
  });

  it('names a layer where the rate is too high', async () => {
    const model = tinyNetwork({ dropout: 0.2 });
    const message = await failure(model, tinyData(12), {
      learningRate: 1e30,
      schedule: { kind: 'constant' },
    });
    expect(message).toMatch(
      /^the loss is \S+ at step [23] .*learning rate 1e\+30\): the first (NaN|Infinity) is in the output of layer SK_1_1 for all 4 images \(number 0, /,
    );
    expect(message.endsWith(advice)).toBe(true);
    model.dispose();
  });
});

it('names belong to images one by one', () => {
  const images = new Float32Array(216);
  const wrong = () =>
    new ArrayDataset({ images, labels: [0, 1], names: ['a'], shape: tinyShape, classNames: tinyClasses });
  expect(wrong).toThrow(DataError);
  expect(wrong).toThrow('2 images want as many names, got 1');
});
