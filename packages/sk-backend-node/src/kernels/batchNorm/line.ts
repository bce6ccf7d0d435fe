/**
 * The batch norm of inference as slope * x + shift. Both are kept until the variance is gone: weights seldom change, and those of one
 * dimension never in place (`optim/momentumStep.ts`).
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { companionsOf, keepBeside } from '../../tensorflow/companions.js';
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import { hostValues } from '../../tensorflow/hostValues.js';
import type { NodeBackend, TensorId } from '../../tensorflow/nodeBackend.js';

/** Numbers [C] of a batch norm of inference. */
export interface Statistics {
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  /** 1 where there is none. */
  readonly scale?: TensorInfo;
  /** 0 where there is none. */
  readonly offset?: TensorInfo;
}

interface Line {
  readonly slope: TensorId;
  readonly shift: TensorId;
}

/** Returns slope and shift [C]. */
export function lineOf(ops: EagerOps, statistics: Statistics, epsilon: number, backend: NodeBackend): Line {
  const { mean, variance, scale, offset } = statistics;
  const from = [...[mean, scale, offset].map((tensor) => tensor?.dataId), epsilon];
  const [slope, shift] = companionsOf(backend, variance.dataId, from) ?? [];
  if (slope !== undefined && shift !== undefined) return { slope, shift };
  const values = (tensor: TensorInfo | undefined): Float32Array | undefined =>
    tensor && hostValues(backend, tensor);
  const [means, spreads] = [hostValues(backend, mean), hostValues(backend, variance)];
  const [scales, offsets] = [values(scale), values(offset)];
  const slopes = spreads.map((spread, c) => (scales?.[c] ?? 1) / Math.sqrt(spread + epsilon));
  const shifts = means.map((centre, c) => (offsets?.[c] ?? 0) - centre * (slopes[c] ?? 0));
  const line = { slope: kept(ops, slopes), shift: kept(ops, shifts) };
  keepBeside(backend, variance.dataId, { ids: [line.slope, line.shift], from });
  return line;
}

const kept = (ops: EagerOps, values: Float32Array): TensorId => ops.kept(ops.floats(values, [values.length]));
