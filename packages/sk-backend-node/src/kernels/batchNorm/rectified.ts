/** The outputs of ReLUs, for gradients that do not save them. */
import { engine, type TensorInfo } from '@tensorflow/tfjs-core';
import { companionsOf, keepBeside } from '../../tensorflow/companions.js';
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { NodeBackend, TensorId } from '../../tensorflow/nodeBackend.js';

/** The inputs of a batch norm, and the statistics that it has returned. */
export interface Pass {
  readonly x: TensorInfo;
  readonly gamma: TensorInfo;
  readonly beta: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
}

const outputs = new WeakSet<object>();

/** Notes that a tensor has no negative values. */
export function noteRectified({ dataId }: TensorInfo): void {
  outputs.add(dataId);
}

/** Tells whether a tensor is known to have no negative values. */
export const isRectified = ({ dataId }: TensorInfo): boolean => outputs.has(dataId);

/**
 * Keeps the rectified output of a pass until its x is gone, where a gradient may follow. The layer behind the ReLU saves the
 * same memory, and gives it back a little earlier.
 */
export function keepOutput(
  ops: EagerOps,
  pass: Pass,
  epsilon: number,
  y: TensorId,
  backend: NodeBackend,
): void {
  if (engine().state.gradientDepth === 0) return;
  keepBeside(backend, pass.x.dataId, { ids: [ops.shared(y)], from: originOf(pass, epsilon) });
}

/** Returns the rectified output of a pass, in the shape of its x; undefined where it is not kept. */
export const outputOf = (pass: Pass, epsilon: number, backend: NodeBackend): TensorId | undefined =>
  companionsOf(backend, pass.x.dataId, originOf(pass, epsilon))?.[0];

const originOf = ({ gamma, beta, mean, variance }: Pass, epsilon: number): unknown[] => [
  ...[gamma, beta, mean, variance].map(({ dataId }) => dataId),
  epsilon,
];
