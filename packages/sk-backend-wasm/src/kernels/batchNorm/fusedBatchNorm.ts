/** Batch normalisation with given statistics, in one SIMD pass. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { kernelForStockOp, type Workspace } from '../../heap/workspace.js';

interface Inputs {
  readonly x: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly offset?: TensorInfo | null;
  readonly scale?: TensorInfo | null;
}

/** The kernel behaves as tfjs's on the cpu backend: parameters shorter than x are repeated, whatever their rank. */
export const fusedBatchNormKernel: KernelConfig = kernelForStockOp<
  Inputs,
  { readonly varianceEpsilon: number }
>('FusedBatchNorm', (space, { x, mean, variance, offset, scale }, { varianceEpsilon }) => {
  const y = space.output(x.shape);
  const size = util.sizeFromShape(x.shape);
  if (size === 0) return y;
  const given = [mean, variance, offset, scale].filter((t) => t !== undefined && t !== null);
  const channels = Math.max(...given.map(({ shape }) => util.sizeFromShape(shape)));
  const [m, v, b, s] = [
    repeated(space, mean, channels, 0),
    repeated(space, variance, channels, 0),
    repeated(space, offset, channels, 0),
    repeated(space, scale, channels, 1),
  ];
  const factors = space.scratch(channels * 4);
  space.kernels.fillScale(s, v, factors, channels, varianceEpsilon);
  const [px, py] = [space.pointer(x), space.pointer(y)];
  space.run(
    'normalise',
    space.ranges(size / channels, 1, size * 0.4).map(({ begin, end }) => {
      const skip = begin * channels * 4;
      return [px + skip, m, factors, b, py + skip, end - begin, channels, 0];
    }),
  );
  return y;
});

/** Returns the address of `count` floats: those of the tensor, repeated, or `missing` where there is no tensor. */
function repeated(
  space: Workspace,
  info: TensorInfo | null | undefined,
  count: number,
  missing: number,
): number {
  if (info && util.sizeFromShape(info.shape) === count) return space.pointer(info);
  const scratch = space.scratch(count * 4);
  const values = info ? space.values(info) : [missing];
  const to = new Float32Array(space.heap().buffer, scratch, count);
  for (let i = 0; i < count; i++) to[i] = elementAt(values, i % values.length);
  return scratch;
}
