/** Whole networks as Keras 2 and 3 describe them: with the same weights they give the numbers that Keras computed. */
import '@tensorflow/tfjs-backend-cpu';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadModel, saveModel } from 'sk-io/node';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectSame, predict } from '../../sk-models/test/foldTools.js';
import { kerasInput, kerasNetwork, kerasOutput } from './support/kerasNetwork.js';
import { temporaryFolder } from './support/temporaryFolder.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => {
  const before = tf.memory().numTensors;
  return () => expect(tf.memory().numTensors).toBe(before);
});

describe.each(['3', '2'])('Keras %s', (version) => {
  it.each([
    ['layers that do nothing at inference, arithmetic between layers, hard activations', 'idle'],
    ["the tutorial's network with augmentation", 'augmented'],
    ['EfficientNetB0', 'efficientnetb0'],
    ['EfficientNetV2B0', 'efficientnetv2b0'],
    ['MobileNetV3Small', 'mobilenetv3small'],
  ])('%s', async (_, name) => {
    const model = await kerasNetwork(`${name}-${version}`);
    tf.tidy(() => {
      expectSame(predict(model, [kerasInput(model)]), [kerasOutput(`${name}-${version}`)]);
    });
    model.dispose();
  });
});

it('layers that augment do so in no training here', async () => {
  const model = await kerasNetwork('augmented-3');
  const augmentation = model.getLayer('augmentation');
  tf.tidy(() => {
    const x = tf.randomUniform([2, 12, 12, 3]);
    const y = augmentation.apply(x, { training: true }) as tf.Tensor;
    expect([...y.dataSync()]).toEqual([...x.dataSync()]);
  });
  model.dispose();
});

it('what an import makes is saved and loaded', async () => {
  const model = await kerasNetwork('idle-3');
  const folder = join(await temporaryFolder(), 'saved');
  await saveModel(model, folder);
  model.dispose();
  const loaded = await loadModel(folder);
  tf.tidy(() => expectSame(predict(loaded, [kerasInput(loaded)]), [kerasOutput('idle-3')]));
  loaded.dispose();
});
