import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-layers';
import { createModel, leastBytes } from 'sk-models';
import {
  SkAveragePool2D,
  SkChannelShuffle,
  SkChannelSlice,
  SkConv2D,
  SkMaxPool2D,
  SkSqueezeExcite,
} from 'sk-models/layers';
import { describe, expect, it } from 'vitest';

const float32 = 4;
const batch = 3;

const modelOf = (layer: tf.layers.Layer, shape: number[]) => {
  const input = tf.input({ shape });
  return tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
};

describe('leastBytes', () => {
  it('of one SK unit, counted by hand', () => {
    // 5x5 pixels, 4 channels in, 8 out, two branches of 3x3 kernels in 2 groups, d = 6.
    const unit = new SkConv2D({
      filters: 8,
      branches: [
        { kernelSize: 3, groups: 2 },
        { kernelSize: 3, groups: 2, dilation: 2 },
      ],
      reduction: 2,
      minWidth: 6,
    });
    const [x, v] = [batch * 25 * 4, batch * 25 * 8];
    const [filter, s, z, a] = [3 * 3 * 2 * 8, batch * 8, batch * 6, batch * 2 * 8];
    const [fc1, fc2] = [8 * 6, 6 * 2 * 8];
    const forward = [
      ...[2 * (x + filter + v), 2 * (2 * v + 4 * 8)], // convolutions, batch norms
      ...[2 * v + s], // fuse
      ...[s + fc1 + z, 2 * z + 4 * 6, z + fc2 + a], // both fully connected layers and the norm between
      ...[2 * a, 2 * v + a + v], // softmax, select
    ];
    const backward = [
      ...[2 * v + a + v + 2 * v + a, 3 * a], // select: dV, branches, attention; softmax
      ...[a + fc2 + z + (z + a + fc2), 3 * z + 8 * 6, z + fc1 + s + (s + z + fc1)],
      ...[s + 2 * v], // fuse
      ...[2 * (3 * v + 8 * 8), 2 * (v + filter + x + (x + v + filter))],
    ];
    const parameters = 2 * (filter + 2 * 8) + fc1 + 2 * 6 + fc2;
    const sum = (values: number[]) => float32 * values.reduce((total, value) => total + value, 0);
    expect(leastBytes(modelOf(unit, [5, 5, 4]), batch)).toEqual({
      forward: sum(forward),
      backward: sum(backward),
      update: sum([5 * parameters]),
    });
  });

  const x = batch * 6 * 6 * 4;
  it.each<[string, tf.layers.Layer, number, number]>([
    ['a channel shuffle', new SkChannelShuffle({ groups: 2 }), 2 * x, 2 * x],
    ['a slice of half the channels', new SkChannelSlice({ from: 0, to: 2 }), x, x / 2 + x],
    ['an average pool', new SkAveragePool2D({ poolSize: 2, strides: 2 }), x + x / 4, x / 4 + x],
    ['a max pool', new SkMaxPool2D({ poolSize: 2, strides: 2 }), x + x / 4, x / 4 + 2 * x],
    ['a ReLU', tf.layers.activation({ activation: 'relu' }), 2 * x, 3 * x],
    ['a global average', tf.layers.globalAveragePooling2d({}), x + batch * 4, x + batch * 4],
    ['batch normalisation of tfjs', tf.layers.batchNormalization(), 2 * x + 4 * 4, 3 * x + 8 * 4],
    ['a view', tf.layers.flatten(), 0, 0],
    [
      'squeeze and excitation',
      new SkSqueezeExcite({ reduction: 2 }),
      // pool, both fully connected layers with biases, scaling
      x + batch * 4 + (batch * 4 + 8 + 2 + batch * 2) + (batch * 2 + 8 + 4 + batch * 4) + batch * 4 + 2 * x,
      4 * x + 3 * batch * 4 + 2 * (2 * batch * 2 + 2 * batch * 4 + 16) + 2 + 4,
    ],
  ])('of %s', (_, layer, forward, backward) => {
    expect(leastBytes(modelOf(layer, [6, 6, 4]), batch)).toMatchObject({
      forward: float32 * forward,
      backward: float32 * backward,
    });
  });

  it('of a concatenation: each value is read and written, and so is its gradient', () => {
    const [first, second] = [3, 5].map((channels) => tf.input({ shape: [6, 6, channels] }));
    const inputs = [first, second] as tf.SymbolicTensor[];
    const joined = tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor;
    const values = 2 * batch * 36 * 8;
    expect(leastBytes(tf.model({ inputs, outputs: joined }), batch)).toMatchObject({
      forward: float32 * values,
      backward: float32 * values,
    });
  });

  it('grows by images, and not by weights', () => {
    const model = createModel('sknet_slim', { numClasses: 3, inputShape: [16, 16, 3], seed: 1 });
    const [one, two, three] = [1, 2, 3].map((images) => leastBytes(model, images));
    const growth = (a = one, b = two) => (b?.forward as number) - (a?.forward as number);
    expect(growth(two, three)).toBe(growth());
    expect(growth()).toBeLessThan(one?.forward as number);
    expect(three?.update).toBe(one?.update);
  });
});
