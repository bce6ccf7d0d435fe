/** Fuse, attention and select of an SK unit in training, as one op. Paper section 3.1, equations (1) to (6). */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { isAbsent, isRecording } from '../../contract/absentGradients.js';
import { elementAt } from '../../contract/elementAt.js';
import { defineOp } from '../../contract/op.js';
import { ShapeError } from '../../contract/shapeError.js';
import type { Op } from '../../contract/types.js';
import { branchShape, type ImageShape } from '../branches.js';
import { fuse, fuseBackprop } from '../fuse.js';
import { select, selectBackpropAttention, selectBackpropBranch } from '../select.js';
import {
  type AttendAttrs,
  type AttendOutputs,
  type AttentionWeights,
  attend,
  attendBackprop,
  attentionGradient,
  attentionOf,
  sizes,
} from './attend.js';
import { selectFuseBackprop } from './selectFuseBackprop.js';

export type SelectiveKernelInputs = AttentionWeights & {
  /** U of each of M branches, [N, H, W, C]. */
  readonly branches: readonly Tensor[];
};
export type SelectiveKernelOutputs = Pick<AttendOutputs, 'attention' | 'mean' | 'variance'> & {
  /** V, [N, H, W, C]. */
  readonly v: Tensor;
};

/** The outputs, and the values that the gradient needs. No caller sees those, so that they have no gradient of their own. */
type WholeOutputs = SelectiveKernelOutputs & AttendOutputs & { readonly s: Tensor };

const whole: Op<SelectiveKernelInputs, AttendAttrs, WholeOutputs> = defineOp({
  kernelName: 'SkSelectiveKernel',
  attrs: { epsilon: true },
  outputs: {
    v: ({ branches, ...weights }) => {
      const shape = branchShape('selectiveKernel', branches);
      const found = sizes('selectiveKernel', { s: { shape: [shape[0], shape[3]] }, ...weights });
      if (found.branches !== branches.length) {
        throw new ShapeError(
          `selectiveKernel: expand wants columns for ${branches.length} branches, got those for ${found.branches}`,
        );
      }
      return shape;
    },
    attention: ({ branches }) => attentionShape(branches),
    mean: ({ gamma }) => gamma.shape,
    variance: ({ gamma }) => gamma.shape,
    s: ({ branches }) => attentionShape(branches).filter((_, axis) => axis !== 1),
    hidden: ({ branches, gamma }) => [...attentionShape(branches).slice(0, 1), ...gamma.shape],
    compact: ({ branches, gamma }) => [...attentionShape(branches).slice(0, 1), ...gamma.shape],
  },
  composite: ({ branches, ...weights }, attrs) => {
    const s = fuse({ branches });
    const found = attend({ s, ...weights }, attrs);
    return { ...found, s, v: select({ branches, attention: found.attention }) };
  },
  save: [
    'branches',
    ...(['squeeze', 'gamma', 'beta', 'expand'] as const),
    ...(['attention', 'mean', 'variance', 's', 'hidden', 'compact'] as const),
  ],
  gradient: ({ v: dy, attention: more, mean: dmean, variance: dvariance }, { branches, ...saved }, attrs) => {
    const inner = isRecording() ? recomputed(branches, saved, attrs) : saved;
    const { attention } = inner;
    const through = selectBackpropAttention({ branches, dy });
    const inputs = { ...saved, ...inner, dattention: isAbsent(more) ? through : tf.add(through, more) };
    const isPlain = inner === saved && isAbsent(dmean) && isAbsent(dvariance);
    const { ds, ...dweights } = isPlain
      ? attendBackprop(inputs, attrs)
      : attentionGradient(inputs, attrs, dmean, dvariance);
    const dus = isPlain
      ? inPairs(dy, attention, ds)
      : branches.map((_, branch) => oneBranch(dy, attention, ds, branch));
    return {
      branches: dus.map((du) => () => du),
      squeeze: () => dweights.dsqueeze,
      gamma: () => dweights.dgamma,
      beta: () => dweights.dbeta,
      expand: () => dweights.dexpand,
    };
  },
});

/**
 * Selects between M branches [N, H, W, C]: their means s, attention [N, M, C] from s by a fully connected layer with batch norm
 * and ReLU and another one with a softmax over the branches, and V, the sum of the branches weighted by attention. Returns
 * mean and variance [d] of the batch norm too.
 */
export function selectiveKernel(inputs: SelectiveKernelInputs, attrs: AttendAttrs): SelectiveKernelOutputs {
  const { v, attention, mean, variance, ...inner } = whole(inputs, attrs);
  tf.dispose(inner);
  return { v, attention, mean, variance };
}

/** Computes what the op has saved, so that a second derivative goes through it to the inputs. */
function recomputed(
  branches: readonly Tensor[],
  weights: AttentionWeights,
  attrs: AttendAttrs,
): AttendOutputs & { readonly s: Tensor } {
  const { squeeze, gamma, beta, expand } = weights;
  const s = fuse({ branches });
  return { s, ...attentionOf({ s, squeeze, gamma, beta, expand }, attrs) };
}

function inPairs(dy: Tensor, attention: Tensor, ds: Tensor): Tensor[] {
  const m = elementAt(attention.shape, 1);
  const pairs = Array.from({ length: Math.floor(m / 2) }, (_, i) => {
    const { first, second } = selectFuseBackprop({ dy, attention, ds }, { branch: 2 * i });
    return [first, second];
  });
  return [...pairs.flat(), ...(m % 2 === 1 ? [oneBranch(dy, attention, ds, m - 1)] : [])];
}

const oneBranch = (dy: Tensor, attention: Tensor, ds: Tensor, branch: number): Tensor =>
  tf.add(
    selectBackpropBranch({ dy, attention }, { branch }),
    fuseBackprop({ dy: ds }, { shape: dy.shape as ImageShape }),
  );

function attentionShape(branches: readonly { readonly shape: number[] }[]): number[] {
  const [n, , , c] = branchShape('selectiveKernel', branches);
  return [n, branches.length, c];
}
