/** The example of the README, and the functions that its table names, in the built package. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers the gradients of the stock operators
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as core from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const { branchSoftmax, channelShuffle, conv2d, fuse, kernelOrigin, select } = core;
type T4 = tf.Tensor4D;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const largest = (x: tf.Tensor): number => Number(tf.max(tf.abs(x)).arraySync());
const noise = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

it('the example of the README has the shapes that it says', () => {
  expect(readme).toContain('const options = { groups: 32, strides: 2, dilations: 2, pad: 2 };');
  const options = { groups: 32, strides: 2, dilations: 2, pad: 2 };
  const [image, filter] = [noise([1, 8, 8, 128], 1) as T4, noise([3, 3, 4, 128], 2) as T4];
  expect(conv2d(image, filter, options).shape).toEqual([1, 4, 4, 128]);
  const gradients = tf.grads((x, w) => conv2d(x as T4, w as T4, options))([image, filter]);
  expect(gradients.map(({ shape }) => shape)).toEqual([image.shape, filter.shape]);
});

it('every function of its table is there', () => {
  const [table = ''] = /\| operator [\s\S]*?\n\n/.exec(readme) ?? [];
  const names = table
    .split('\n')
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => String(name)));
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) expect(core).toHaveProperty(name);
});

describe('an operator of the built package', () => {
  it('grouped convolution is the convolutions of its groups side by side', () => {
    const [x, filter] = [noise([2, 6, 5, 4], 1) as T4, noise([3, 3, 2, 6], 2) as T4];
    const groups = tf
      .split(x, 2, 3)
      .map((part, k) => tf.conv2d(part as T4, tf.split(filter, 2, 3)[k] as T4, 1, 1));
    expect(largest(tf.sub(conv2d(x, filter, { groups: 2, pad: 1 }), tf.concat(groups, 3)))).toBeLessThan(
      1e-4,
    );
  });

  it('fuse, softmax and select are the formulas of the paper', () => {
    const branches = [noise([2, 3, 4, 5], 3), noise([2, 3, 4, 5], 4)] as T4[];
    const [a, b] = branches as [T4, T4];
    expect(largest(tf.sub(fuse({ branches }), tf.mean(tf.add(a, b), [1, 2])))).toBeLessThan(1e-5);
    const attention = branchSoftmax({ logits: noise([2, 2, 5], 5) });
    expect(largest(tf.sub(tf.sum(attention, 1), 1))).toBeLessThan(1e-5);
    const [first, second] = tf.split(attention, 2, 1).map((w) => tf.reshape(w, [2, 1, 1, 5])) as [T4, T4];
    const wanted = tf.add(tf.mul(a, first), tf.mul(b, second));
    expect(largest(tf.sub(select({ branches, attention }), wanted))).toBeLessThan(1e-5);
  });

  it('a channel shuffle of two groups interleaves them', () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]);
    expect(channelShuffle({ x }, { groups: 2 }).dataSync()).toEqual(Float32Array.of(1, 3, 2, 4));
  });

  it('a composite computes it where no plug-in is installed', () => {
    expect(kernelOrigin('SkGroupedConv2D', 'cpu')).toBe('composite');
  });
});
