/** The reshape to the shape that a tensor has already, as tf.batchNorm makes two of: no operation. */
import type { KernelConfig, ReshapeAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { NodeBackend } from '../tensorflow/nodeBackend.js';
import { byStock, type Call } from './stockOp.js';

export const reshapeKernel: KernelConfig = {
  kernelName: 'Reshape',
  backendName: 'tensorflow',
  kernelFunc: (call: Call) => {
    const { dataId, shape, dtype } = call.inputs['x'] as TensorInfo;
    const { shape: wanted } = call.attrs as Partial<ReshapeAttrs>;
    if (`${wanted}` !== `${shape}`) return byStock('Reshape', call);
    (call.backend as NodeBackend).incRef(dataId);
    return { dataId, shape, dtype };
  },
};
