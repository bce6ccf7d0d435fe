/** Kernels in the place of stock ones, for what stock tfjs-node refuses or computes wrongly. */
import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { stockKernel } from 'sk-core';
import { EagerOps } from '../tensorflow/eagerOps.js';
import type { NodeBackend } from '../tensorflow/nodeBackend.js';

interface Call {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs?: NamedAttrMap;
  readonly backend: unknown;
}

/**
 * Returns a kernel for float32 tensors with channels last. The stock kernel computes all others.
 * @param run Returns the result of the operation.
 * @param takes Tells whether the kernel is right for these attributes; it is for all by default.
 */
export function stockOp<In extends NamedTensorInfoMap, A>(
  kernelName: string,
  run: (ops: EagerOps, inputs: In, attrs: A, backend: NodeBackend) => TensorInfo,
  takes: (attrs: A) => boolean = () => true,
): KernelConfig {
  const backendName = 'tensorflow';
  return {
    kernelName,
    backendName,
    kernelFunc: (call: Call) => {
      const { inputs, attrs, backend } = call;
      const own =
        attrs?.['dataFormat'] !== 'NCHW' &&
        Object.values(inputs).every((x) => x?.dtype === 'float32') &&
        takes(attrs as A);
      if (own) {
        return EagerOps.run(backend as NodeBackend, (ops) =>
          run(ops, inputs as In, attrs as A, backend as NodeBackend),
        );
      }
      const stock = stockKernel(kernelName, backendName);
      if (stock === undefined) throw new Error(`${kernelName}: tfjs-node 4.22 has a kernel of this name`);
      return stock.kernelFunc(call as Parameters<typeof stock.kernelFunc>[0]);
    },
  };
}
