/**
 * Stock kernels that read windows. Where an output is empty they read past the heap, where it has a negative size they
 * answer with nonsense, and a gradient of another shape than the geometry's they read as if it had that.
 */
import {
  type AvgPool3DAttrs,
  type AvgPool3DGradAttrs,
  backend_util,
  type Conv3DAttrs,
  type Conv3DBackpropFilterV2Attrs,
  type Conv3DBackpropInputV2Attrs,
  type DataType,
  type Dilation2DAttrs,
  type KernelConfig,
  type MaxPoolWithArgmaxAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { guarded } from '../../heap/guarded.js';
import type { Workspace } from '../../heap/workspace.js';
import { outputShape } from '../convolution/outputShape.js';

type Shape3D = [number, number, number];
type Shape4D = [number, number, number, number];
type Shape5D = [number, number, number, number, number];
type Inputs<Name extends string> = Readonly<Record<Name, TensorInfo>>;

interface Geometry {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly dy?: TensorInfo;
  /** The shape and type of each result where the output is empty; its values are zeros. */
  readonly results: readonly [Result, ...Result[]];
}

type Result = readonly [shape: readonly number[], dtype: DataType];

function window<In extends object, A extends object>(
  kernelName: string,
  geometryOf: (inputs: In, attrs: A) => Geometry,
): KernelConfig {
  return guarded<In, A>(kernelName, (space, inputs, attrs, stock) => {
    const { input, output, dy, results } = geometryOf(inputs, attrs);
    const shape = outputShape(kernelName, input, output);
    if (dy !== undefined && `${dy.shape}` !== `${shape}`) {
      throw new Error(
        `${kernelName}: dy wants [${shape}], as the input, the window and the padding make it, got [${dy.shape}]`,
      );
    }
    if (util.sizeFromShape(shape) > 0) return stock();
    const [only, ...others] = results;
    return others.length === 0 ? zeros(space, ...only) : results.map((result) => zeros(space, ...result));
  });
}

function zeros(space: Workspace, shape: readonly number[], dtype: DataType): TensorInfo {
  const result = space.output(shape, dtype);
  space.values(result).fill(0);
  return result;
}

const pool3d = (kernelName: string): KernelConfig =>
  window<Inputs<'x'>, AvgPool3DAttrs>(kernelName, ({ x }, attrs) => {
    const { filterSize, strides, pad, dimRoundingMode, dataFormat } = attrs;
    const input = x.shape as Shape5D;
    const info = backend_util.computePool3DInfo(
      input,
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
      dataFormat,
    );
    return { input, output: info.outShape, results: [[info.outShape, x.dtype]] };
  });

const pool3dGradient = (kernelName: string): KernelConfig =>
  window<Inputs<'dy' | 'input'>, AvgPool3DGradAttrs>(kernelName, (inputs, attrs) => {
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const input = inputs.input.shape as Shape5D;
    const info = backend_util.computePool3DInfo(input, filterSize, strides, 1, pad, dimRoundingMode);
    return { input, output: info.outShape, dy: inputs.dy, results: [[input, inputs.input.dtype]] };
  });

const maxPoolWithArgmax = window<Inputs<'x'>, MaxPoolWithArgmaxAttrs>(
  'MaxPoolWithArgmax',
  ({ x }, { filterSize, strides, pad }) => {
    const input = x.shape as Shape4D;
    const { outShape } = backend_util.computePool2DInfo(input, filterSize, strides, 1, pad);
    return {
      input,
      output: outShape,
      results: [
        [outShape, x.dtype],
        [outShape, 'int32'],
      ],
    };
  },
);

const conv3d = window<Inputs<'x' | 'filter'>, Conv3DAttrs>(
  'Conv3D',
  ({ x, filter }, { strides, pad, dilations }) => {
    const input = x.shape as Shape5D;
    const { outShape } = backend_util.computeConv3DInfo(
      input,
      filter.shape as Shape5D,
      strides,
      dilations,
      pad,
    );
    return { input, output: outShape, results: [[outShape, x.dtype]] };
  },
);

const conv3dBackpropFilter = window<Inputs<'x' | 'dy'>, Conv3DBackpropFilterV2Attrs>(
  'Conv3DBackpropFilterV2',
  ({ x, dy }, { strides, pad, filterShape }) => {
    const input = x.shape as Shape5D;
    const { outShape } = backend_util.computeConv3DInfo(input, filterShape, strides, 1, pad);
    return { input, output: outShape, dy, results: [[filterShape, dy.dtype]] };
  },
);

const conv3dBackpropInput = window<Inputs<'dy' | 'filter'>, Conv3DBackpropInputV2Attrs>(
  'Conv3DBackpropInputV2',
  ({ dy, filter }, { strides, pad, inputShape }) => {
    const { outShape } = backend_util.computeConv3DInfo(inputShape, filter.shape as Shape5D, strides, 1, pad);
    return { input: inputShape, output: outShape, dy, results: [[inputShape, dy.dtype]] };
  },
);

/** @param result The input whose shape the result has; undefined for the output itself. */
const dilation = (kernelName: string, result?: 'x' | 'filter'): KernelConfig =>
  window<Inputs<'x' | 'filter'> & { readonly dy?: TensorInfo }, Dilation2DAttrs>(
    kernelName,
    ({ x, filter, dy }, { strides, pad, dilations }) => {
      const input = x.shape as Shape4D;
      const { outShape } = backend_util.computeDilation2DInfo(
        ...([input, filter.shape as Shape3D, strides, pad, 'NHWC', dilations] as const),
      );
      const shape = result === undefined ? outShape : { x, filter }[result].shape;
      return { input, output: outShape, ...(dy !== undefined && { dy }), results: [[shape, x.dtype]] };
    },
  );

export const stockWindowKernels: readonly KernelConfig[] = [
  pool3d('AvgPool3D'),
  pool3d('MaxPool3D'),
  pool3dGradient('AvgPool3DGrad'),
  pool3dGradient('MaxPool3DGrad'),
  maxPoolWithArgmax,
  conv3d,
  conv3dBackpropFilter,
  conv3dBackpropInput,
  dilation('Dilation2D'),
  dilation('Dilation2DBackpropInput', 'x'),
  dilation('Dilation2DBackpropFilter', 'filter'),
];
