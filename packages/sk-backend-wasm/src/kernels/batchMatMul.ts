/** Matrix product in all four transposed forms at one speed; the stock kernel is 50 times slower with transposeA. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { broadcast_util, util } from '@tensorflow/tfjs-core';
import { stockKernel } from '../workspace.js';
import { multiply } from './convolution.js';

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}
interface Attrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export const batchMatMulKernel: KernelConfig = stockKernel<Inputs, Attrs>(
  'BatchMatMul',
  (space, { a, b }, { transposeA, transposeB }) => {
    const [aRows, aCols] = a.shape.slice(-2) as [number, number];
    const [bRows, bCols] = b.shape.slice(-2) as [number, number];
    const [m, k] = transposeA ? [aCols, aRows] : [aRows, aCols];
    const [bK, n] = transposeB ? [bCols, bRows] : [bRows, bCols];
    util.assert(
      k === bK,
      () =>
        `BatchMatMul: inner sizes are ${k} and ${bK}, want equal ones (a is [${a.shape}], b is [${b.shape}])`,
    );
    const batches = [a, b].map(({ shape }) => util.sizeFromShape(shape.slice(0, -2))) as [number, number];
    const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const to = space.output([...outer, m, n]);
    const [pa, pb, pt] = [space.pointer(a), space.pointer(b), space.pointer(to)];
    if (m * n * k === 0) {
      space.clear(pt, util.sizeFromShape(to.shape) * 4);
      return to;
    }
    const rows = transposeA ? space.scratch(m * k * 4) : 0;
    for (let i = 0; i < util.sizeFromShape(outer); i++) {
      const from = pa + (i % batches[0]) * m * k * 4;
      if (transposeA) space.kernels.transpose(from, rows, k, m);
      const pointers = {
        a: transposeA ? rows : from,
        b: pb + (i % batches[1]) * k * n * 4,
        to: pt + i * m * n * 4,
      };
      multiply(space, [m, k, n], pointers, transposeB);
    }
    return to;
  },
);
