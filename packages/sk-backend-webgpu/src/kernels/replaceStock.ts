/** Kernels that stand in for tfjs's own, and may still call it: with the parts of a large task, say. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { stockKernel } from 'sk-core';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';

export interface StockCall<In, A> {
  readonly inputs: In;
  readonly attrs: A;
  readonly backend: WebGPUBackend;
  /** tfjs's kernel, by default with what this one was called with. */
  readonly stock: (inputs?: In, attrs?: A) => TensorInfo;
}

/** tfjs types neither inputs nor attributes: In and A are what its op of that name gives. */
export function replaceStock<In extends object, A extends object = object>(
  kernelName: string,
  run: (call: StockCall<In, A>) => TensorInfo,
): KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc: (params) => {
      const call = params as unknown as { inputs: In; attrs: A; backend: WebGPUBackend };
      const { kernelFunc } = stockKernel(kernelName, 'webgpu') as KernelConfig;
      const stock = (inputs = call.inputs, attrs = call.attrs): TensorInfo =>
        kernelFunc({ ...params, inputs, attrs } as unknown as typeof params) as TensorInfo;
      return run({ ...call, stock });
    },
  };
}

/** The same numbers under another shape. */
export const viewed = (x: TensorInfo, shape: readonly number[]): TensorInfo => ({ ...x, shape: [...shape] });
