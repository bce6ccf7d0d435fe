/** addN of any number of tensors. tfjs binds all of them at once, and a device binds 8 buffers or a few more. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { replaceStock } from './replaceStock.js';

export const addNKernel: KernelConfig = replaceStock<readonly TensorInfo[]>(
  'AddN',
  ({ inputs, attrs, backend, stock }) => {
    const most = backend.device.limits.maxStorageBuffersPerShaderStage - 1;
    let sum = stock(inputs.slice(0, most), attrs);
    for (let from = most; from < inputs.length; from += most - 1) {
      const next = stock([sum, ...inputs.slice(from, from + most - 1)], attrs);
      backend.disposeData(sum.dataId);
      sum = next;
    }
    return sum;
  },
);
