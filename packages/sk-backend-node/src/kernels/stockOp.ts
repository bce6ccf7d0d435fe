/** Kernels in the place of stock ones, for what stock tfjs-node refuses or computes wrongly. */
import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { stockKernel } from 'sk-core';
import { EagerOps } from '../tensorflow/eagerOps.js';
import type { NodeBackend } from '../tensorflow/nodeBackend.js';

const backendName = 'tensorflow';

export interface Call {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs?: NamedAttrMap;
  readonly backend: unknown;
}

/**
 * Returns a kernel for float32 tensors with channels last. The stock kernel computes all others.
 * @param run Returns the result of the operation.
 * @param takes Tells whether the kernel is for these attributes and inputs; it is for all by default.
 */
export function stockOp<In extends NamedTensorInfoMap, A>(
  kernelName: string,
  run: (ops: EagerOps, inputs: In, attrs: A, backend: NodeBackend) => TensorInfo,
  takes: (attrs: A, inputs: In, backend: NodeBackend) => boolean = () => true,
): KernelConfig {
  return {
    kernelName,
    backendName,
    kernelFunc: (call: Call) => {
      const { inputs, attrs, backend } = call;
      const own =
        attrs?.['dataFormat'] !== 'NCHW' &&
        Object.values(inputs).every((x) => x?.dtype === 'float32') &&
        takes(attrs as A, inputs as In, backend as NodeBackend);
      if (own) {
        return EagerOps.run(backend as NodeBackend, (ops) =>
          run(ops, inputs as In, attrs as A, backend as NodeBackend),
        );
      }
      return byStock(kernelName, call);
    },
  };
}

/** Computes a call by the stock kernel of this name. */
export function byStock(kernelName: string, call: Call): TensorInfo | TensorInfo[] {
  const stock = stockKernel(kernelName, backendName);
  if (stock === undefined) throw new Error(`${kernelName}: tfjs-node 4.22 has a kernel of this name`);
  return stock.kernelFunc(call as Parameters<typeof stock.kernelFunc>[0]);
}
