/**
 * Which kernels run, on what, and for how long. Not by `tf.profile`: it tells no strides, groups or transposes, and
 * counts a kernel that runs inside of another twice.
 */
import {
  getBackend,
  getKernelsForBackend,
  type KernelConfig,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';
import { type KernelShapes, kernelMultiplyAdds } from './kernelCosts.js';
import { pluginOf, registerPlugin } from './plugins.js';
import type { BackendPlugin, MomentumStep } from './types.js';

/** One call of a kernel, with everything that ran inside of it. */
export interface KernelCall extends KernelShapes {
  readonly milliseconds: number;
  /** Of convolutions and matrix products. */
  readonly multiplyAdds: number;
  /** Each input read once, each output written once; 0 where the outputs are views of the inputs. */
  readonly bytes: number;
}

export interface KernelProfile<T> {
  readonly result: T;
  /** Of the whole body: the kernels, and the JavaScript around them. */
  readonly milliseconds: number;
  /** In the order in which they ended. */
  readonly calls: readonly KernelCall[];
}

/**
 * Runs `body` while every kernel of the current backend is timed, and a plug-in's momentum step, which is listed as
 * `momentumStep`. Right for backends that compute when they are called (cpu, wasm); webgpu computes later.
 * Kernels that are registered during `body` for the first time are missed: run it once before.
 */
export async function profileKernels<T>(body: () => T | Promise<T>): Promise<KernelProfile<T>> {
  const calls: KernelCall[] = [];
  const kernels = getKernelsForBackend(getBackend());
  const plugin = pluginOf();
  const stopwatch = outermostTimer();
  const start = performance.now();
  try {
    for (const kernel of kernels) replace(timedKernel(kernel, stopwatch, calls));
    if (plugin !== undefined) registerPlugin(timedPlugin(plugin, stopwatch, calls));
    const result = await body();
    return { result, milliseconds: performance.now() - start, calls };
  } finally {
    for (const kernel of kernels) replace(kernel);
    if (plugin !== undefined) registerPlugin(plugin);
  }
}

function replace(kernel: KernelConfig): void {
  unregisterKernel(kernel.kernelName, kernel.backendName);
  registerKernel(kernel);
}

type Timer = <T>(run: () => T, done: (value: T, milliseconds: number) => void) => T;

/** Tells of the runs that are not inside of another. */
function outermostTimer(): Timer {
  let isRunning = false;
  return (run, done) => {
    if (isRunning) return run();
    isRunning = true;
    try {
      const start = performance.now();
      const value = run();
      done(value, performance.now() - start);
      return value;
    } finally {
      isRunning = false;
    }
  };
}

function timedKernel(kernel: KernelConfig, timer: Timer, calls: KernelCall[]): KernelConfig {
  return {
    ...kernel,
    kernelFunc: (args) =>
      timer(
        () => kernel.kernelFunc(args),
        (result, milliseconds) => {
          const inputs = present(args.inputs);
          const outputs = [result].flat();
          const shapes: KernelShapes = {
            kernelName: kernel.kernelName,
            inputs: Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape])),
            outputs: outputs.map(({ shape }) => shape),
            ...(args.attrs && { attrs: args.attrs }),
          };
          const bytes = bytesMoved(Object.values(inputs), outputs);
          calls.push({ ...shapes, milliseconds, bytes, multiplyAdds: kernelMultiplyAdds(shapes) });
        },
      ),
  };
}

/** tfjs hands a kernel its optional inputs as undefined. */
function present(inputs: NamedTensorInfoMap): Record<string, TensorInfo> {
  return Object.fromEntries(
    Object.entries(inputs).filter((entry): entry is [string, TensorInfo] => entry[1] != null),
  );
}

function bytesMoved(inputs: readonly TensorInfo[], outputs: readonly TensorInfo[]): number {
  const shared = new Set(inputs.map(({ dataId }) => dataId));
  if (outputs.every(({ dataId }) => shared.has(dataId))) return 0;
  return [...inputs, ...outputs].reduce(
    (sum, { shape, dtype }) => sum + util.sizeFromShape(shape) * util.bytesPerElement(dtype),
    0,
  );
}

function timedPlugin(plugin: BackendPlugin, timer: Timer, calls: KernelCall[]): BackendPlugin {
  if (plugin.momentumStep === undefined) return plugin;
  const momentumStep = (step: MomentumStep): void =>
    timer(
      () => plugin.momentumStep?.(step),
      (_, milliseconds) => {
        const all = [step.weights.reduce((sum, { size }) => sum + size, 0)];
        calls.push({
          kernelName: 'momentumStep',
          inputs: { weights: all, velocities: all, gradients: all },
          outputs: [all, all],
          milliseconds,
          multiplyAdds: 0,
          bytes: 5 * util.bytesPerElement('float32') * (all[0] as number),
        });
      },
    );
  return Object.assign(Object.create(plugin) as BackendPlugin, { momentumStep });
}
