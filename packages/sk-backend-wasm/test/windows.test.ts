/** Windows that are larger than their image, and gradients that do not fit the geometry. */
import * as tf from '@tensorflow/tfjs-core';
import { kernelOrigin } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { noise, sameOnBoth } from './support/onBothBackends.js';

type T4 = tf.Tensor4D;
type T5 = tf.Tensor5D;

const image = (h: number, w: number, seed = 1): T4 => noise([2, h, w, 5], seed) as T4;
const volume = (d: number): T5 => noise([1, d, 3, 4, 2], 1) as T5;
const filter5 = (kernel: number): T5 => noise([kernel, 1, 1, 2, 3], 2) as T5;
/** Returns the gradient with respect to x of an output, whatever its size. */
const gradientOf = <T extends tf.Tensor>(f: (x: T) => tf.Tensor, x: T): tf.Tensor =>
  tf.grad(f as (x: tf.Tensor) => tf.Tensor)(x, tf.zeros(f(x).shape));

describe('an empty output is one, as on cpu', () => {
  const empty: Readonly<Record<string, () => tf.Tensor | tf.Tensor[]>> = {
    'avgPool of one column': () => tf.avgPool(tf.tensor3d([[[1]], [[2]], [[3]]]), 2, 1, 0),
    'maxPool of one row': () => tf.maxPool(image(1, 4), 2, 1, 'valid'),
    'avgPool with its gradient': () => [gradientOf((x) => tf.avgPool(x, 2, 1, 0), image(4, 1))],
    'maxPool with its gradient': () => [gradientOf((x) => tf.maxPool(x, 2, 1, 0), image(4, 1))],
    'conv2d with its gradient': () => {
      const filter = noise([3, 3, 5, 4], 2) as T4;
      const f = (x: T4): tf.Tensor => tf.conv2d(x, filter, 1, 'valid');
      return [f(image(2, 5)), gradientOf(f, image(2, 5))];
    },
    'conv2d with the gradient of its filter': () =>
      gradientOf((filter: T4) => tf.conv2d(image(2, 5), filter, 1, 'valid'), noise([3, 3, 5, 4], 2) as T4),
    'depthwiseConv2d with its gradient': () => {
      const filter = noise([3, 3, 5, 2], 2) as T4;
      const f = (x: T4): tf.Tensor => tf.depthwiseConv2d(x, filter, 1, 'valid');
      return [f(image(2, 5)), gradientOf(f, image(2, 5))];
    },
    'fused.conv2d': () => {
      const bias = noise([4], 3) as tf.Tensor1D;
      const filter = noise([3, 3, 5, 4], 2) as T4;
      return tf.fused.conv2d({ x: image(2, 5), filter, strides: 1, pad: 'valid', bias, activation: 'elu' });
    },
    'avgPool3d with its gradient': () => [
      tf.avgPool3d(volume(1), [2, 1, 1], 1, 'valid'),
      // tfjs takes a negative size in 3D for an empty one.
      tf.avgPool3d(volume(1), [3, 1, 1], 1, 'valid'),
      gradientOf((x) => tf.avgPool3d(x, [2, 1, 1], 1, 'valid'), volume(1)),
    ],
    'maxPool3d with its gradient': () => [
      tf.maxPool3d(volume(1), [2, 1, 1], 1, 'valid'),
      gradientOf((x) => tf.maxPool3d(x, [2, 1, 1], 1, 'valid'), volume(1)),
    ],
    'conv3d with its gradients': () => [
      tf.conv3d(volume(1), filter5(2), 1, 'valid'),
      tf.conv3d(volume(1), filter5(3), 1, 'valid'),
      gradientOf((x) => tf.conv3d(x, filter5(2), 1, 'valid'), volume(1)),
      gradientOf((filter) => tf.conv3d(volume(1), filter, 1, 'valid'), filter5(2)),
    ],
    'dilation2d with its gradients': () => {
      const filter = noise([2, 2, 5], 2) as tf.Tensor3D;
      return [
        tf.dilation2d(image(1, 4), filter, 1, 'valid'),
        gradientOf((x) => tf.dilation2d(x, filter, 1, 'valid'), image(1, 4)),
        gradientOf((each) => tf.dilation2d(image(1, 4), each, 1, 'valid'), filter),
      ];
    },
    maxPoolWithArgmax: () => Object.values(tf.maxPoolWithArgmax(image(1, 4), 2, 1, 'valid')),
    'no image at all': () => [
      tf.maxPool(tf.zeros([0, 4, 4, 3]) as T4, 2, 2, 'valid'),
      tf.avgPool(tf.zeros([0, 4, 4, 3]) as T4, 2, 2, 'same'),
      tf.conv2d(tf.zeros([0, 4, 4, 3]) as T4, noise([2, 2, 3, 4], 1) as T4, 1, 'valid'),
    ],
  };

  it.each(Object.keys(empty))('%s', async (name) => {
    await sameOnBoth(empty[name] as () => tf.Tensor | tf.Tensor[]);
  });

  it('an image that conv, pool, conv, pool use up, again and again, and the backend goes on', async () => {
    const net = (x: T4): tf.Tensor => {
      const filter = noise([3, 3, 5, 5], 2) as T4;
      let y = x;
      for (let i = 0; i < 2; i++) y = tf.maxPool(tf.conv2d(y, filter, 1, 'valid'), 2, 2, 'valid');
      return y;
    };
    for (let i = 0; i < 10; i++) await sameOnBoth(() => net(image(6, 6)));
    await sameOnBoth(() => tf.avgPool(image(6, 6), 2, 2, 'valid'));
  });
});

describe('a negative size is refused, with the sizes and what to do', () => {
  const calls: Readonly<Record<string, () => tf.Tensor | tf.Tensor[]>> = {
    Conv2D: () => tf.conv2d(image(2, 9), noise([4, 4, 5, 2], 2) as T4, 1, 'valid'),
    FusedConv2D: () =>
      tf.fused.conv2d({
        ...{ x: image(2, 9), filter: noise([4, 4, 5, 2], 2) as T4, strides: 1, pad: 'valid' },
        activation: 'relu',
      }),
    DepthwiseConv2dNative: () => tf.depthwiseConv2d(image(2, 9), noise([4, 4, 5, 1], 2) as T4, 1, 'valid'),
    MaxPool: () => tf.maxPool(image(2, 2), 4, 1, 'valid'),
    AvgPool: () => tf.avgPool(image(2, 2), 4, 1, 0),
    MaxPoolWithArgmax: () => Object.values(tf.maxPoolWithArgmax(image(2, 2), 4, 1, 'valid')),
    Dilation2D: () => tf.dilation2d(image(2, 9), noise([4, 4, 5], 2) as tf.Tensor3D, 1, 'valid'),
  };

  it.each(Object.keys(calls))('%s', async (name) => {
    await sameOnBoth(() => tf.scalar(1));
    const { numTensors } = tf.memory();
    expect(() => tf.tidy(() => void (calls[name] as () => tf.Tensor)())).toThrow(
      new RegExp(`^${name}: the window is larger than the input \\[.*\\] .* an output of \\[.*-1.*\\]: take`),
    );
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe('pools agree with the cpu backend', () => {
  for (const c of [1, 3, 4, 5, 8, 11, 16]) {
    it(`of ${c} channels, by every padding and stride`, async () => {
      await sameOnBoth(() => {
        const x = noise([2, 9, 7, c], c) as T4;
        return [tf.maxPool, tf.avgPool].flatMap((pool) => [
          pool(x, 3, 1, 'same'),
          pool(x, [3, 2], [2, 3], 'valid'),
          pool(x, 5, 2, 2, 'ceil'),
          pool(x, 1, 2, 'valid'),
          pool(x, 3, 1, [
            [0, 0],
            [4, 3],
            [1, 5],
            [0, 0],
          ]),
          pool(x, 2, 2, 'same'),
        ]);
      });
    });
  }

  it('dilated', async () => {
    await sameOnBoth(() => {
      const x = noise([1, 9, 9, 3], 1) as T4;
      return [tf.pool(x, 3, 'max', 'same', 2, 1), tf.pool(x, 3, 'avg', 'valid', 2, 1)];
    });
  });
});

describe('gradients that do not fit the geometry', () => {
  it('conv2dTranspose takes the part of a larger image that the output reaches', async () => {
    await sameOnBoth(() => {
      const filter = noise([8, 8, 8, 8], 2) as T4;
      return tf.conv2dTranspose(noise([1, 8, 8, 8], 1) as T4, filter, [1, 4, 4, 8], 1, 'same');
    });
    await sameOnBoth(() => {
      const filter = noise([3, 3, 4, 3], 2) as T4;
      return tf.conv2dTranspose(noise([2, 7, 6, 3], 1) as T4, filter, [2, 9, 10, 4], 2, 'same');
    });
  });

  it('a smaller one is refused, which cpu takes for NaN', async () => {
    await sameOnBoth(() => tf.scalar(1));
    const filter = (): T4 => noise([3, 3, 4, 3], 2) as T4;
    expect(() =>
      tf.tidy(() => tf.conv2dTranspose(noise([1, 3, 4, 3], 1) as T4, filter(), [1, 4, 4, 4], 1, 'same')),
    ).toThrow(/Conv2DBackpropInput: dy wants \[1,4,4,3\], as the input, .* got \[1,3,4,3\]/);
    expect(() =>
      tf.tidy(() =>
        tf.conv3dTranspose(
          noise([1, 2, 4, 4, 2], 1) as T5,
          noise([2, 2, 2, 3, 2], 2) as T5,
          [1, 4, 4, 4, 3],
          1,
          'same',
        ),
      ),
    ).toThrow(/Conv3DBackpropInputV2: dy wants \[1,4,4,4,2\], .* got \[1,2,4,4,2\]/);
  });
});

describe('cropAndResize', () => {
  const crop = (boxes: number[], index: number): tf.Tensor =>
    tf.image.cropAndResize(image(4, 4), tf.tensor2d(boxes, [1, 4]), tf.tensor1d([index], 'int32'), [2, 2]);

  it('agrees with the cpu backend, also of no box', async () => {
    await sameOnBoth(() => [
      crop([0, 0.2, 1, 0.8], 1),
      tf.image.cropAndResize(image(4, 4), tf.zeros([0, 4]), tf.zeros([0], 'int32') as tf.Tensor1D, [2, 2]),
    ]);
  });

  it('refuses an index of no image and a box that is not finite', async () => {
    await sameOnBoth(() => tf.scalar(1));
    expect(() => tf.tidy(() => crop([0, 0, 1, 1], 2))).toThrow(/boxInd wants indices of 2 images, got 2/);
    expect(() => tf.tidy(() => crop([0, 0, 1, 1], -1))).toThrow(/boxInd wants indices of 2 images, got -1/);
    expect(() => tf.tidy(() => crop([0, Number.NaN, 1, 1], 0))).toThrow(/boxes want finite numbers, got NaN/);
  });
});

it('they are the kernels of this package', async () => {
  await sameOnBoth(() => tf.scalar(1));
  const names = [
    ...['AvgPool', 'AvgPool3D', 'AvgPool3DGrad', 'Conv3D', 'Conv3DBackpropFilterV2', 'Conv3DBackpropInputV2'],
    ...['CropAndResize', 'Dilation2D', 'Dilation2DBackpropFilter', 'Dilation2DBackpropInput', 'MaxPool'],
    ...['MaxPool3D', 'MaxPool3DGrad', 'MaxPoolWithArgmax', 'Relu', 'Relu6'],
  ];
  expect(names.filter((name) => kernelOrigin(name, 'wasm') !== 'plugin')).toEqual([]);
});
