/** Ops that only tests have. They are declared once, since tfjs keeps one gradient for each kernel name. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp, elementAt, type Op } from 'sk-core';
import { expect } from 'vitest';
import { tuple } from '../numbers/tuple.js';

const never = (): never => expect.fail('was asked about an empty tensor');

/** An op that fails where it is asked for numbers. */
export const unasked: Op<{ readonly x: Tensor; readonly scale: Tensor }, object> = defineOp({
  kernelName: 'SkTestUnasked',
  attrs: {},
  outputs: ({ x }) => x.shape,
  composite: never,
  gradient: never,
});

/** An op whose composite and gradient return what they were given. */
export const passing: Op<
  { readonly x: Tensor; readonly z: Tensor },
  object,
  { readonly a: Tensor; readonly b: Tensor }
> = defineOp({
  kernelName: 'SkTestPassing',
  attrs: {},
  outputs: { a: ({ x }) => x.shape, b: ({ x }) => x.shape },
  composite: ({ x }) => ({ a: x, b: x }),
  gradient: ({ a }) => ({ x: () => a, z: () => a }),
});

/** The product of all its inputs; saves an output, an input and a list, in this order. */
export const product: Op<
  { readonly many: readonly Tensor[]; readonly x: Tensor },
  { readonly power: number }
> = defineOp({
  kernelName: 'SkTestProduct',
  attrs: { power: true },
  outputs: ({ x }) => x.shape,
  composite: ({ many, x }) => many.reduce((a, b) => tf.mul(a, b), x),
  save: ['y', 'x', 'many'],
  gradient: (dy, { y, x, many }, { power }) => ({
    x: () => tf.mul(dy, tf.div(y, tf.pow(x, power))),
    many: many.map((t) => () => tf.mul(dy, tf.div(y, t))),
  }),
});

type Sums = { readonly sum: Tensor; readonly difference: Tensor };

const sumsOf = (kernelName: string): Op<{ readonly terms: readonly Tensor[] }, object, Sums> =>
  defineOp({
    kernelName,
    attrs: {},
    outputs: {
      sum: ({ terms }) => elementAt(terms, 0).shape,
      difference: ({ terms }) => elementAt(terms, 0).shape,
    },
    composite: ({ terms }) => {
      const [a, b] = tuple(terms, 2);
      return { sum: tf.add(a, b), difference: tf.sub(a, b) };
    },
    gradient: ({ sum, difference }) => ({
      terms: [() => tf.add(sum, difference), () => tf.sub(sum, difference)],
    }),
  });

/** Sum and difference of a list of two. */
export const sums: Op<{ readonly terms: readonly Tensor[] }, object, Sums> = sumsOf('SkTestSums');

/** The same op for kernels that share buffers. */
export const sharedSums: Op<{ readonly terms: readonly Tensor[] }, object, Sums> = sumsOf('SkTestSharedSums');

const sameOf = (kernelName: string): Op<{ readonly x: Tensor }, object> =>
  defineOp({
    kernelName,
    attrs: {},
    outputs: ({ x }) => x.shape,
    composite: ({ x }) => tf.mul(x, 1),
    gradient: (dy) => ({ x: () => dy }),
  });

/** An op whose plug-in kernel returns its input. */
export const same: Op<{ readonly x: Tensor }, object> = sameOf('SkTestSame');

/** An op whose plug-in kernel breaks the promise of a shape. */
export const broken: Op<{ readonly x: Tensor }, object> = sameOf('SkTestBroken');

/** An op whose kernel is never installed: every attempt is refused. */
export const refused: Op<{ readonly x: Tensor }, object> = sameOf('SkTestRefused');
