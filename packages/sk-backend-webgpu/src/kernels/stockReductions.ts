/** Reductions whose shader or whose shape is wrong in tfjs: over nothing, of a vector, of a small product. */
import { backend_util, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { replaceStock, viewed } from './replaceStock.js';

interface Inputs {
  readonly x: TensorInfo;
}

interface Attrs {
  readonly axis: number | number[];
  readonly keepDims?: boolean;
}

function reducedShape({ shape }: TensorInfo, { axis, keepDims = false }: Attrs): number[] {
  const axes = util.parseAxisParam(axis, shape);
  const [kept] = backend_util.computeOutAndReduceShapes(shape, axes);
  return keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
}

/** What a reduction of nothing is. tfjs would make a buffer of NaN bytes for it. */
const overNothing = { Sum: 0, Mean: Number.NaN, Prod: 1 } as const;

const reductions = Object.entries(overNothing).map(([kernelName, value]) =>
  replaceStock<Inputs, Attrs>(kernelName, ({ inputs: { x }, attrs, backend, stock }) => {
    const shape = reducedShape(x, attrs);
    // A small product is computed on the processor, where tfjs forgets keepDims.
    if (util.sizeFromShape(x.shape) > 0) return viewed(stock(), shape);
    const dtype = kernelName === 'Mean' || x.dtype === 'float32' ? 'float32' : 'int32';
    const values = util.getTypedArrayFromDType(dtype, util.sizeFromShape(shape)).fill(value);
    return backend.makeTensorInfo(shape, dtype, values);
  }),
);

/** tfjs gives the place in a vector as [1], which other backends give as a scalar. */
const places = ['ArgMax', 'ArgMin'].map((kernelName) =>
  replaceStock<Inputs, Attrs>(kernelName, ({ inputs: { x }, attrs, stock }) =>
    viewed(stock(), reducedShape(x, attrs)),
  ),
);

export const reductionKernels: readonly KernelConfig[] = [...reductions, ...places];
