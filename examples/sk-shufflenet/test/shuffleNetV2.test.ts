import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { replaceConvs } from 'sk-models';
import { expect, it } from 'vitest';
import { shuffleNetV2 } from '../src/shuffleNetV2.js';

const options = { size: 32, classes: 10, filters: [48, 96, 192], repeats: [2, 3, 2] } as const;

it('all of its ten depthwise convolutions become SK convolutions, and its own layer stays what it is', async () => {
  await tf.setBackend('cpu');
  const old = shuffleNetV2(options);
  const { model, report } = replaceConvs(old);
  expect(report.replaced).toHaveLength(10);
  expect(model.layers.filter((layer) => layer.getClassName() === 'ChannelHalf')).toHaveLength(8);
  const difference = tf.tidy(() => {
    const x = tf.randomNormal([2, 32, 32, 1]);
    const [y, z] = [old, model].map((each) => each.predict(x) as tf.Tensor);
    return tf.max(tf.abs(tf.sub(y!, z!))).dataSync()[0];
  });
  expect(difference).toBeLessThan(1e-5);
  for (const each of [old, model]) each.dispose();
});

it('a shuffle takes the channels of both halves in turn', async () => {
  await tf.setBackend('cpu');
  const old = shuffleNetV2({ ...options, size: 4 });
  const shuffle = ['split', 'swap', 'join'].map((name) => old.getLayer(`stage2_1_${name}`));
  const shuffled = tf.tidy(() => {
    const channels = tf.reshape(tf.range(0, 48), [1, 1, 1, 48]);
    return shuffle.reduce((x, layer) => layer.apply(x) as tf.Tensor, channels as tf.Tensor).dataSync();
  });
  expect([...shuffled]).toEqual(Array.from({ length: 48 }, (_, i) => (i % 2) * 24 + Math.floor(i / 2)));
  old.dispose();
});
