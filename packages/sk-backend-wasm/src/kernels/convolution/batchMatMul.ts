/**
 * Matrix product, plain and with bias and activation, in all four transposed forms at one speed. The stock kernel is
 * 50 times slower with transposeA.
 */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { broadcast_util, util } from '@tensorflow/tfjs-core';
import { kernelForStockOp } from '../../heap/workspace.js';
import { activate, type Fused, type FusedAttrs } from './activation.js';
import { multiply } from './convolution.js';

interface Inputs extends Fused {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

interface Attrs extends FusedAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Returns the kernel of a [..., m, k] * b [..., k, n], with outer axes broadcast. */
function product(kernelName: string): KernelConfig {
  return kernelForStockOp<Inputs, Attrs>(kernelName, (space, inputs, attrs) => {
    const { a, b, bias } = inputs;
    const { transposeA, transposeB } = attrs;
    const [aRows, aCols] = a.shape.slice(-2) as [number, number];
    const [bRows, bCols] = b.shape.slice(-2) as [number, number];
    const [m, k] = transposeA ? [aCols, aRows] : [aRows, aCols];
    const [bK, n] = transposeB ? [bCols, bRows] : [bRows, bCols];
    if (k !== bK) {
      throw new Error(
        `${kernelName}: a and b want equal inner sizes, got ${k} of [${a.shape}] and ${bK} of [${b.shape}]`,
      );
    }
    if (bias && `${bias.shape}` !== `${n}`) {
      throw new Error(`${kernelName}: bias wants [${n}], got [${bias.shape}]`);
    }
    const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const y = space.output([...outer, m, n]);
    const [pa, pb, py] = [space.pointer(a), space.pointer(b), space.pointer(y)];
    const [aBatches, bBatches] = [a, b].map(({ shape }) => util.sizeFromShape(shape.slice(0, -2))) as [
      number,
      number,
    ];
    if (k === 0) space.clear(py, util.sizeFromShape(y.shape) * 4);
    const batches = m * n * k === 0 ? 0 : util.sizeFromShape(outer);
    const rows = transposeA ? space.scratch(m * k * 4) : 0;
    const epilogue = { bias: bias ? space.pointer(bias) : 0, relu: attrs.activation === 'relu' };
    for (let i = 0; i < batches; i++) {
      const from = pa + (i % aBatches) * m * k * 4;
      if (transposeA) space.kernels.transpose(from, rows, k, m);
      const pointers = {
        a: transposeA ? rows : from,
        b: pb + (i % bBatches) * k * n * 4,
        to: py + i * m * n * 4,
      };
      multiply(space, [m, k, n], pointers, transposeB, epilogue);
    }
    return activate(space, y, inputs, attrs);
  });
}

export const matMulKernels: readonly KernelConfig[] = [product('BatchMatMul'), product('_FusedMatMul')];
