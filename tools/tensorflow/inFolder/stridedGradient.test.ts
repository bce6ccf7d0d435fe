/**
 * The filter gradient of a strided 1x1 convolution, with which oneDNN corrupts the heap in stock tfjs-node. It runs in a process
 * of its own, many times.
 */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const program = `
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { start } from 'sk-backend-node/node';
const gradients = () => {
  const x = tf.randomNormal([3, 12, 12, 8], 0, 1, 'float32', 1);
  const w = tf.randomNormal([1, 1, 8, 8], 0, 1, 'float32', 2);
  const all = tf.grads((a, b) => tf.conv2d(a, b, 2, 'same'))([x, w]);
  const values = all.flatMap((g) => [...g.dataSync()]);
  tf.dispose([x, w, all]);
  return values;
};
await tf.setBackend('cpu');
const wanted = gradients();
await start();
let apart = 0;
for (let i = 0; i < 200; i++) {
  const found = gradients();
  apart = Math.max(apart, ...found.map((value, k) => Math.abs(value - wanted[k])));
}
console.log(apart);
`;

it('is right 200 times', () => {
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(Number(printed)).toBeLessThan(1e-3);
});
