/** Sums of rows by segment, the gradient of tf.gather, which tfjs's wasm backend lacks. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { kernelForStockOp } from '../../heap/workspace.js';

interface Inputs {
  readonly x: TensorInfo;
  readonly segmentIds: TensorInfo;
}

export const unsortedSegmentSumKernel: KernelConfig = kernelForStockOp<
  Inputs,
  { readonly numSegments: number }
>('UnsortedSegmentSum', (space, { x, segmentIds }, { numSegments }) => {
  const to = space.output([numSegments, ...x.shape.slice(segmentIds.shape.length)], x.dtype);
  const [from, ids, result] = [space.values(x), space.values(segmentIds), space.values(to)];
  result.fill(0);
  const size = from.length / Math.max(ids.length, 1);
  ids.forEach((segment, row) => {
    if (segment < 0 || segment >= numSegments) return;
    const sum = result.subarray(segment * size, (segment + 1) * size);
    from.subarray(row * size, (row + 1) * size).forEach((value, i) => {
      sum[i] = (sum[i] as number) + value;
    });
  });
  return to;
});
