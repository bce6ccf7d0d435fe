/** Facts that hold for every convolution, on shapes drawn at random. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { type ConvOptions, conv2d, convAttrs, convGeometry } from 'sk-core';
import { beforeAll, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

interface Case {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly options: Required<ConvOptions>;
}

const upTo = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });
const cases: fc.Arbitrary<Case> = fc
  .record({
    groups: upTo(3),
    c: upTo(3),
    o: upTo(3),
    kernel: fc.tuple(upTo(4), upTo(3)),
    strides: fc.tuple(upTo(3), upTo(3)),
    dilations: fc.tuple(upTo(3), upTo(3)),
    size: fc.tuple(fc.integer({ min: 10, max: 13 }), fc.integer({ min: 7, max: 11 })),
    pad: fc.constantFrom('same' as const, 'valid' as const, 1, 2),
  })
  .map(({ groups, c, o, kernel, strides, dilations, size, pad }) => ({
    x: [2, ...size, c * groups],
    filter: [...kernel, c, o * groups],
    options: { groups, strides, dilations, pad },
  }));
const settings = { numRuns: 60, seed: 7 };

const noise = (shape: number[], seed: number): tf.Tensor4D =>
  tf.randomUniform<tf.Rank.R4>(shape as Case['x'], -1, 1, 'float32', seed);
const dot = (a: tf.Tensor, b: tf.Tensor): number => tf.sum(tf.mul(a, b)).dataSync()[0] as number;
const inTidy = (check: (c: Case) => void) => (c: Case) => tf.tidy(() => check(c));

it("'same' gives ceil(size / stride) pixels", () =>
  fc.assert(
    fc.property(cases, ({ x, filter, options }) => {
      const attrs = convAttrs({ ...options, pad: 'same' }, x, filter);
      const { oh, ow } = convGeometry(x, filter, attrs);
      expect([oh, ow]).toEqual([Math.ceil(x[1] / attrs.strides[0]), Math.ceil(x[2] / attrs.strides[1])]);
    }),
    settings,
  ));

it('is linear in the image', () =>
  fc.assert(
    fc.property(
      cases,
      inTidy(({ x, filter, options }) => {
        const [a, b, w] = [noise(x, 1), noise(x, 2), noise(filter, 3)];
        const together = conv2d(tf.add(a, tf.mul(b, 3)) as tf.Tensor4D, w, options);
        const apart = tf.add(conv2d(a, w, options), tf.mul(conv2d(b, w, options), 3));
        expect(tf.max(tf.abs(tf.sub(together, apart))).dataSync()[0]).toBeLessThan(1e-4);
      }),
    ),
    settings,
  ));

it('has adjoint gradients: <dy, conv(x, w)> = <dx, x> = <dw, w>', () =>
  fc.assert(
    fc.property(
      cases,
      inTidy(({ x, filter, options }) => {
        const [image, w] = [noise(x, 4), noise(filter, 5)];
        const y = conv2d(image, w, options);
        const dy = noise(y.shape, 6);
        const [dx, dw] = tf.grads((p, q) => conv2d(p as tf.Tensor4D, q as tf.Tensor4D, options))(
          [image, w],
          dy,
        ) as [tf.Tensor, tf.Tensor];
        const wanted = dot(dy, y);
        expect(dot(dx, image)).toBeCloseTo(wanted, 2);
        expect(dot(dw, w)).toBeCloseTo(wanted, 2);
      }),
    ),
    settings,
  ));

it('keeps groups apart: each is a convolution of its own', () =>
  fc.assert(
    fc.property(
      cases,
      inTidy(({ x, filter, options }) => {
        const [image, w] = [noise(x, 7), noise(filter, 8)];
        const { groups } = options;
        const [images, filters] = [image, w].map((t) => tf.split(t, groups, 3)) as [
          tf.Tensor4D[],
          tf.Tensor4D[],
        ];
        const apart = images.map((part, g) =>
          conv2d(part, filters[g] as tf.Tensor4D, { ...options, groups: 1 }),
        );
        const difference = tf.sub(conv2d(image, w, options), tf.concat(apart, 3));
        expect(tf.max(tf.abs(difference)).dataSync()[0]).toBeLessThan(1e-4);
      }),
    ),
    settings,
  ));
