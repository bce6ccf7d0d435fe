/** Models of users on TensorFlow, beside tfjs's cpu backend. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-node/node';
import { createModel, replaceConvs } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { loadModelOf } from '../../foreignModel/nsfwjs.js';

const backends = {
  cpu: async () => {
    await tf.setBackend('cpu');
  },
  tensorflow: () => start(),
} as const;

const plainCnn = (): tfl.LayersModel => {
  const { layers } = tfl;
  const init = (seed: number) => tfl.initializers.glorotUniform({ seed });
  return tfl.sequential({
    layers: [
      layers.conv2d({
        inputShape: [16, 16, 3],
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: init(1),
      }),
      layers.batchNormalization({}),
      layers.conv2d({ filters: 12, kernelSize: 1, strides: 2, kernelInitializer: init(2) }),
      layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', depthwiseInitializer: init(3) }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten({}),
      layers.dense({ units: 3, activation: 'softmax', kernelInitializer: init(4) }),
    ],
  });
};

const withSk = (): tfl.LayersModel => {
  const old = createModel('mobilenet_v1', {
    numClasses: 3,
    inputShape: [32, 32, 3],
    seed: 1,
    widthMultiplier: 0.25,
  });
  return replaceConvs(old, { seed: 1 }).model;
};

/** Trains two steps, and returns the answers before and after. */
async function trained(backend: keyof typeof backends, make: () => tfl.LayersModel): Promise<number[]> {
  await backends[backend]();
  const model = make();
  const [, height = 0, width = 0, channels = 0] = model.inputs[0]?.shape ?? [];
  const x = tf.randomNormal([6, Number(height), Number(width), Number(channels)], 0, 1, 'float32', 7);
  const y = tf.oneHot([0, 1, 2, 0, 1, 2], 3);
  model.compile({ optimizer: tf.train.sgd(0.005), loss: 'categoricalCrossentropy' });
  const answers = (): number[] => tf.tidy(() => [...(model.predict(x) as tf.Tensor).dataSync()]);
  const before = answers();
  for (let step = 0; step < 2; step++) await model.trainOnBatch(x, y);
  const after = answers();
  tf.dispose([x, y]);
  model.dispose();
  return [...before, ...after];
}

const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));

describe.each([
  ['a plain CNN', plainCnn],
  ['a MobileNet with SK convolutions', withSk],
] as const)('%s', (_, make) => {
  it("trains and predicts with cpu's numbers", async () => {
    const wanted = await trained('cpu', make);
    const found = await trained('tensorflow', make);
    expect(wanted).toHaveLength(36);
    expect(apart(wanted, found)).toBeLessThan(1e-3);
  });
});

describe('the MobileNet of nsfwjs', () => {
  it("predicts with cpu's numbers, and trains", async () => {
    const answers: number[][] = [];
    for (const backend of ['cpu', 'tensorflow'] as const) {
      await backends[backend]();
      const model = await loadModelOf(process.env['SK_NSFWJS'] ?? '', 'mobilenet_v2', 1);
      const x = tf.randomNormal([1, 224, 224, 3], 0.5, 0.25, 'float32', 1);
      answers.push([...tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync())]);
      if (backend === 'tensorflow') {
        model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });
        const y = tf.oneHot([2], 5);
        const losses: unknown[] = [];
        for (let step = 0; step < 3; step++) losses.push(await model.trainOnBatch(x, y));
        expect(Number(losses[2])).toBeLessThan(Number(losses[0]));
        tf.dispose(y);
      }
      tf.dispose(x);
      model.dispose();
    }
    const [wanted = [], found = []] = answers;
    expect(wanted).toHaveLength(5);
    expect(apart(wanted, found)).toBeLessThan(1e-4);
  });
});
