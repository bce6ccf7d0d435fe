import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { conv2d, convAttrs, ShapeError } from 'sk-core';
import { beforeAll, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const image = (shape: [number, number, number, number]): tf.Tensor4D =>
  tf.tensor4d(
    Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
    shape,
  );

it.each(['same', 'valid'] as const)('one group and %s padding is tf.conv2d', async (pad) => {
  const [x, filter] = [image([2, 7, 6, 3]), image([3, 2, 3, 5])];
  const wanted = tf.conv2d(x, filter, [2, 1], pad);
  const got = conv2d(x, filter, { strides: [2, 1], pad });
  expect(got.shape).toEqual(wanted.shape);
  expect(Number(await tf.max(tf.abs(tf.sub(got, wanted))).array())).toBeLessThan(1e-5);
});

it('as many groups as channels is tf.depthwiseConv2d', async () => {
  const [x, filter] = [image([1, 7, 6, 4]), image([3, 3, 4, 1])];
  const wanted = tf.depthwiseConv2d(x, filter, 1, 'same', 'NHWC', 2);
  const got = conv2d(x, tf.reshape(filter, [3, 3, 1, 4]), { groups: 4, dilations: 2, pad: 'same' });
  expect(Number(await tf.max(tf.abs(tf.sub(got, wanted))).array())).toBeLessThan(1e-5);
});

it('one image [H, W, C] gives one image', () => {
  const x = tf.reshape(image([1, 5, 4, 2]), [5, 4, 2]) as tf.Tensor3D;
  expect(conv2d(x, image([3, 3, 1, 6]), { groups: 2, pad: 1 }).shape).toEqual([5, 4, 6]);
});

it('leaves no tensor behind but its result', () => {
  const [x, filter] = [image([1, 5, 4, 2]), image([3, 3, 1, 6])];
  const before = tf.memory().numTensors;
  conv2d(x, filter, { groups: 2 }).dispose();
  conv2d(tf.reshape(x, [5, 4, 2]) as tf.Tensor3D, filter, { groups: 2 }).dispose();
  expect(tf.memory().numTensors).toBe(before + 1); // the reshaped x
});

it("'same' at stride 2 puts the odd row of zeros at the end, a number pads all sides", () => {
  const [x, filter] = [
    [1, 8, 9, 4],
    [3, 3, 4, 4],
  ];
  expect(convAttrs({ strides: 2, pad: 'same' }, x, filter).pads).toEqual([0, 1, 1, 1]);
  expect(convAttrs({ strides: 2, pad: 1 }, x, filter).pads).toEqual([1, 1, 1, 1]);
  expect(convAttrs({ pad: [0, 1, 2, 3] }, x, filter).pads).toEqual([0, 1, 2, 3]);
});

it('bad arguments say what they got and what they want', () => {
  const filter = image([3, 3, 2, 4]);
  expect(() => conv2d(tf.zeros<tf.Rank.R4>([2, 2] as never), filter)).toThrow(
    'conv2d: x wants [batch, height, width, channels] or [height, width, channels], got [2,2]',
  );
  expect(() => conv2d(image([1, 5, 5, 3]), filter)).toThrow(
    'groupedConv2d: x wants 2 channels (2 x 1 groups of the filter), got 3',
  );
  expect(() => conv2d(image([1, 5, 5, 6]), filter, { groups: 3 })).toThrow(
    'filter wants a multiple of 3 groups as outputs, got 4',
  );
  expect(() => conv2d(image([1, 2, 2, 2]), filter)).toThrow('does not fit into 2x2');
  expect(() => conv2d(image([1, 5, 5, 2]), filter, { strides: 0 })).toThrow(
    'strides wants whole numbers from 1, got [0,0]',
  );
  expect(() => conv2d(image([1, 5, 5, 2]), filter, { dilations: 1.5 })).toThrow(
    'dilations wants whole numbers from 1, got [1.5,1.5]',
  );
  expect(() => conv2d(image([1, 5, 5, 2]), filter, { pad: 'full' as 'same' })).toThrow(ShapeError);
  expect(() => conv2d(tf.zeros([1, 5, 5, 2], 'int32') as tf.Tensor4D, filter)).toThrow(
    "x wants float32, got int32 (tf.cast(x, 'float32'))",
  );
});
