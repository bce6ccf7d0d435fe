/** Fuse, select and their gradients by the operations of `native`: one read of each branch. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { EagerOps } from '../../tensorflow/eagerOps.js';

/** Computes the means of the sum of branches [N, H, W, C] over pixels, as [N, C]. */
export function fusedMeans(ops: EagerOps, branches: readonly TensorInfo[]): TensorInfo {
  const [n = 0, , , c = 0] = elementAt(branches, 0).shape;
  const inputs = branches.map((u) => ops.input(u));
  return ops.result(ops.one('SkFuse', [ops.int('M', branches.length)], inputs), [n, c]);
}

/** Computes the sum of branches [N, H, W, C] by attention [N, M, C]. */
export function fusedSelect(
  ops: EagerOps,
  branches: readonly TensorInfo[],
  attention: TensorInfo,
): TensorInfo {
  const inputs = [...branches, attention].map((tensor) => ops.input(tensor));
  const v = ops.one('SkSelect', [ops.int('M', branches.length)], inputs);
  return ops.result(v, elementAt(branches, 0).shape);
}

/** Computes the gradient of attention [N, M, C]. */
export function fusedAttentionGradient(
  ops: EagerOps,
  branches: readonly TensorInfo[],
  dy: TensorInfo,
): TensorInfo {
  const [n = 0, , , c = 0] = dy.shape;
  const inputs = [...branches, dy].map((tensor) => ops.input(tensor));
  const gradient = ops.one('SkSelectAttentionGrad', [ops.int('M', branches.length)], inputs);
  return ops.result(gradient, [n, branches.length, c]);
}

/** Computes the gradients of branches `branch` and `branch + 1`. */
export function fusedBranchGradients(
  ops: EagerOps,
  dy: TensorInfo,
  attention: TensorInfo,
  ds: TensorInfo,
  branch: number,
): { readonly first: TensorInfo; readonly second: TensorInfo } {
  const attributes = [ops.int('branch', branch), ops.int('M', attention.shape[1] ?? 0)];
  const inputs = [dy, attention, ds].map((tensor) => ops.input(tensor));
  const found = ops.all('SkSelectFuseGrad', attributes, inputs, 2);
  return {
    first: ops.result(elementAt(found, 0), dy.shape),
    second: ops.result(elementAt(found, 1), dy.shape),
  };
}
