/** Models that answer again and again on WebGPU: sk-models has the other backends. */
import '../../../../tools/swiftshader/load.mjs';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-webgpu/node';
import type { CaptureInput } from 'sk-core';
import { captureModel } from 'sk-models';
import { beforeAll, expect, it } from 'vitest';
import { tinyNetwork, tinyShape } from '../tinyNetwork.js';

const images = (count: number, seed: number): CaptureInput => ({
  values: Float32Array.from({ length: count * 108 }, (_, i) => Math.sin(i * 0.7 + seed)),
  shape: [count, ...tinyShape],
});

beforeAll(() => start({ allowSoftware: true }));

it('a captured model answers as the model does, to the bit, and as its weights are now', async () => {
  const model = tinyNetwork();
  const answerOf = async ({ values, shape }: CaptureInput): Promise<number[]> => {
    const y = tf.tidy(() => model.predict(tf.tensor(values, [...shape])) as tf.Tensor);
    const answer = [...(await y.data())];
    y.dispose();
    return answer;
  };
  for (let i = 0; i < 2; i++) await answerOf(images(2, i));
  const { numTensors } = tf.memory();
  const captured = captureModel(model, { fold: false });
  for (let i = 0; i < 5; i++) {
    if (i === 3) {
      const halves = tf.tidy(() => model.getWeights().map((weight) => tf.mul(weight, 0.5)));
      model.setWeights(halves);
      tf.dispose(halves);
    }
    expect([...(await captured.predict(images(2, i)))]).toEqual(await answerOf(images(2, i)));
  }
  expect(captured.refusal).toBeUndefined();
  expect(captured.replays).toBe(3);
  captured.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
  model.dispose();
});
