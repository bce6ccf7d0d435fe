import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describeModel, replaceConvs } from 'sk-models';
import { expect, it } from 'vitest';
import { mobileNet } from '../src/mobileNet.js';

it('it is MobileNet V1: 4,231,976 parameters for pictures of three channels, of which one is read here', () => {
  const model = mobileNet(224, 1000, 1);
  expect(describeModel(model).parameters).toBe(4_231_976 - 2 * 9 * 32);
  model.dispose();
});

it('all of its thirteen depthwise convolutions become SK convolutions', async () => {
  await tf.setBackend('cpu');
  const old = mobileNet(32, 10, 0.25);
  const { model, report } = replaceConvs(old);
  expect(report.replaced).toHaveLength(13);
  const difference = tf.tidy(() => {
    const x = tf.randomNormal([2, 32, 32, 1]);
    const [y, z] = [old, model].map((each) => each.predict(x) as tf.Tensor);
    return tf.max(tf.abs(tf.sub(y!, z!))).dataSync()[0];
  });
  expect(difference).toBeLessThan(1e-5);
  for (const each of [old, model]) each.dispose();
});
