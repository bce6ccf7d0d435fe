/** Kernels that replace tfjs's own and can call the replaced one, with parts of a large task for example. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { stockKernel } from 'sk-core';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';

export interface StockCall<In, A> {
  readonly inputs: In;
  readonly attrs: A;
  readonly backend: WebGPUBackend;
  /** Calls tfjs's kernel, by default with the inputs and attributes of this call. */
  readonly stock: (inputs?: In, attrs?: A) => TensorInfo;
}

/**
 * Returns the config of a replacement. tfjs types neither inputs nor attributes: In and A are those that its op
 * gives.
 */
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

/** Returns the same values under another shape. */
export const viewed = (x: TensorInfo, shape: readonly number[]): TensorInfo => ({ ...x, shape: [...shape] });
