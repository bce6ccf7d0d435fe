/** Stock kernels that this package runs behind checks of its own. */
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { stockKernel } from 'sk-core';
import type { BackendWasm } from './tfjsBackend.js';
import { type Workspace, work } from './workspace.js';

type Outputs = ReturnType<KernelFunc>;

function stockOf(kernelName: string): KernelConfig {
  const kernel = stockKernel(kernelName, 'wasm');
  if (kernel === undefined) {
    throw new Error(
      `${kernelName}: wants @tensorflow/tfjs-backend-wasm 4.22, got a build without this kernel`,
    );
  }
  return kernel;
}

/**
 * Returns a kernel in the place of tfjs's own.
 *
 * @param answer Checks the inputs, and either answers itself or calls `stock`.
 */
export function guarded<In extends object, A extends object>(
  kernelName: string,
  answer: (space: Workspace, inputs: In, attrs: A, stock: () => Outputs) => Outputs,
): KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    setupFunc: (backend) => stockOf(kernelName).setupFunc?.(backend),
    kernelFunc: (args) =>
      work(kernelName, args.backend as BackendWasm, (space) =>
        answer(
          space,
          args.inputs as Readonly<Record<string, TensorInfo>> as In,
          (args.attrs ?? {}) as object as A,
          () => stockOf(kernelName).kernelFunc(args),
        ),
      ),
  };
}
