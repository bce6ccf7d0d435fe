/** Reductions over nothing, of a vector and of a small product, whose shader or shape is wrong in tfjs. */
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

/** The reductions of nothing. tfjs would make a buffer of NaN bytes for them. */
const overNothing = { Sum: 0, Mean: Number.NaN, Prod: 1 } as const;

const reductions = Object.entries(overNothing).map(([kernelName, value]) =>
  replaceStock<Inputs, Attrs>(kernelName, ({ inputs: { x }, attrs, backend, stock }) => {
    const shape = reducedShape(x, attrs);
    // tfjs computes a small product on the processor, and forgets keepDims there.
    if (util.sizeFromShape(x.shape) > 0) return viewed(stock(), shape);
    const dtype = kernelName === 'Mean' || x.dtype === 'float32' ? 'float32' : 'int32';
    const values = util.getTypedArrayFromDType(dtype, util.sizeFromShape(shape)).fill(value);
    return backend.makeTensorInfo(shape, dtype, values);
  }),
);

/** Kernels that return the place in a vector as a scalar, as other backends do; tfjs's webgpu returns [1]. */
const places = ['ArgMax', 'ArgMin'].map((kernelName) =>
  replaceStock<Inputs, Attrs>(kernelName, ({ inputs: { x }, attrs, stock }) =>
    viewed(stock(), reducedShape(x, attrs)),
  ),
);

export const reductionKernels: readonly KernelConfig[] = [...reductions, ...places];
