/** The gradient of max pooling, to the first of equal values. tfjs's own kernel gives it to the last. */
import { backend_util, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { work } from '../gpu/workspace.js';
import {
  maxPoolBackpropShader,
  maxPoolPlacesShader,
  type PoolRecord,
  type PoolUniform,
  poolThreads,
} from '../shaders/maxPoolBackprop.js';
import { ceilDiv, line } from '../wgsl/grid.js';
import { replaceStock } from './replaceStock.js';

interface Inputs {
  readonly dy: TensorInfo;
  readonly input: TensorInfo;
}

type PoolArguments = Parameters<typeof backend_util.computePool2DInfo>;

interface Attrs {
  readonly filterSize: PoolArguments[1];
  readonly strides: PoolArguments[2];
  readonly pad: PoolArguments[4];
  readonly dimRoundingMode?: PoolArguments[5];
}

export const maxPoolGradKernel: KernelConfig = replaceStock<Inputs, Attrs>(
  'MaxPoolGrad',
  ({ inputs: { dy, input }, attrs: { filterSize, strides, pad, dimRoundingMode }, backend }) =>
    work('MaxPoolGrad', backend, (space) => {
      const shape = input.shape as [number, number, number, number];
      const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
      const channels = shape[3];
      const record: PoolRecord = { vector: channels % 4 === 0 };
      const width = record.vector ? 4 : 1;
      const run = (
        shader: typeof maxPoolPlacesShader,
        inputs: readonly TensorInfo[],
        output: TensorInfo,
      ): void => {
        const count = util.sizeFromShape(output.shape) / width;
        const uniforms: Record<PoolUniform, number> = {
          count,
          channels: channels / width,
          inHeight: info.inHeight,
          inWidth: info.inWidth,
          outHeight: info.outHeight,
          outWidth: info.outWidth,
          filterHeight: info.filterHeight,
          filterWidth: info.filterWidth,
          strideHeight: info.strideHeight,
          strideWidth: info.strideWidth,
          padTop: info.padInfo.top,
          padLeft: info.padInfo.left,
        };
        const workgroups = line(ceilDiv(count, poolThreads));
        space.run(shader, record, { inputs, outputs: [output], uniforms, workgroups });
      };
      const places = space.scratch(dy.shape);
      const dx = space.output(shape);
      run(maxPoolPlacesShader, [input], places);
      run(maxPoolBackpropShader, [places, dy], dx);
      return dx;
    }),
);
