/** The selection of an SK unit in training (paper section 3.1, equations 1 to 6) in float64 loops, with its gradient. */
import { elementAt } from 'sk-core';
import { type Array64, add, at, zeros64 } from '../numbers/array64.js';
import { tuple } from '../numbers/tuple.js';
import { type BatchNormEndSpec, batchNorm, batchNormGradient } from './batchNorm.js';
import {
  branchSoftmax,
  branchSoftmaxGradient,
  fuse,
  fuseGradient,
  select,
  selectAttentionGradient,
  selectBranchGradient,
} from './branches.js';

/** The weights squeeze [C, d], gamma [d], beta [d] and expand [d, M * C]. */
export type AttentionWeights = readonly [squeeze: Array64, gamma: Array64, beta: Array64, expand: Array64];

export interface Attended {
  readonly attention: Array64;
  readonly hidden: Array64;
  readonly compact: Array64;
  readonly mean: Array64;
  readonly variance: Array64;
}

const rectifying = ({ epsilon }: BatchNormEndSpec) => ({ epsilon, relu: true });

/** Returns the attention [N, M, C] of means s [N, C], with what it is computed by. */
export function attend(
  s: Array64,
  [squeeze, gamma, beta, expand]: AttentionWeights,
  spec: BatchNormEndSpec,
): Attended {
  const [n, c] = tuple(s.shape, 2);
  const hidden = product(s, squeeze);
  const [compact, mean, variance] = batchNorm(hidden, gamma, beta, rectifying(spec));
  const logits = product(compact, expand);
  const branches = elementAt(expand.shape, 1) / Math.max(1, c);
  const attention = branchSoftmax({ ...logits, shape: [n, branches, c] });
  return { attention, hidden, compact, mean, variance };
}

/** Returns the gradients of {@link attend} with respect to s and the weights, through attention, mean and variance. */
export function attendGradient(
  s: Array64,
  [squeeze, gamma, beta, expand]: AttentionWeights,
  [dattention, dmean, dvariance]: readonly [Array64, Array64, Array64],
  spec: BatchNormEndSpec,
): readonly [ds: Array64, dsqueeze: Array64, dgamma: Array64, dbeta: Array64, dexpand: Array64] {
  const { attention, hidden, compact } = attend(s, [squeeze, gamma, beta, expand], spec);
  const [n] = tuple(s.shape, 2);
  const dlogits = { ...branchSoftmaxGradient(attention, dattention), shape: [n, elementAt(expand.shape, 1)] };
  const dys = [product(dlogits, turned(expand)), dmean, dvariance] as const;
  const [dhidden, dgamma, dbeta] = batchNormGradient(hidden, gamma, beta, dys, rectifying(spec));
  return [
    product(dhidden, turned(squeeze)),
    product(turned(s), dhidden),
    dgamma,
    dbeta,
    product(turned(compact), dlogits),
  ];
}

/** Returns V, attention, mean and variance of branches [N, H, W, C]. */
export function selectiveKernel(
  branches: readonly Array64[],
  weights: AttentionWeights,
  spec: BatchNormEndSpec,
): readonly [v: Array64, attention: Array64, mean: Array64, variance: Array64] {
  const { attention, mean, variance } = attend(fuse(branches), weights, spec);
  return [select(branches, attention), attention, mean, variance];
}

/** Returns the gradients of {@link selectiveKernel} with respect to the branches and the weights. */
export function selectiveKernelGradient(
  branches: readonly Array64[],
  weights: AttentionWeights,
  [dv, dattention, dmean, dvariance]: readonly [Array64, Array64, Array64, Array64],
  spec: BatchNormEndSpec,
): readonly Array64[] {
  const s = fuse(branches);
  const { attention } = attend(s, weights, spec);
  const whole = sum(selectAttentionGradient(branches, dv), dattention);
  const [ds, ...dweights] = attendGradient(s, weights, [whole, dmean, dvariance], spec);
  return [...branches.map((_, branch) => selectFuseGradient(dv, attention, ds, branch)), ...dweights];
}

/** Returns the gradient of one branch, through select and through fuse. */
export const selectFuseGradient = (dv: Array64, attention: Array64, ds: Array64, branch: number): Array64 =>
  sum(selectBranchGradient(dv, attention, branch), fuseGradient(ds, dv.shape));

export const sum = (a: Array64, b: Array64): Array64 => ({
  ...a,
  values: a.values.map((value, i) => value + at(b, i)),
});

/** Returns the product of a [n, k] and b [k, m]. */
function product(a: Array64, b: Array64): Array64 {
  const [[n, k], [, m]] = [tuple(a.shape, 2), tuple(b.shape, 2)];
  const y = zeros64([n, m]);
  for (let row = 0; row < n; row++)
    for (let column = 0; column < m; column++)
      for (let i = 0; i < k; i++) add(y, row * m + column, at(a, row * k + i) * at(b, i * m + column));
  return y;
}

function turned(a: Array64): Array64 {
  const [n, m] = tuple(a.shape, 2);
  const values = Float64Array.from({ length: n * m }, (_, i) => at(a, (i % n) * m + Math.floor(i / n)));
  return { shape: [m, n], values };
}
