/**
 * Profiles: the kernels that a function calls, with shapes and times. `tf.profile` does not do: it has no strides,
 * groups or transposes, and counts a kernel that runs inside another one twice.
 */
import {
  getBackend,
  getKernelsForBackend,
  type KernelConfig,
  type NamedTensorInfoMap,
  registerKernel,
  type Tensor,
  type TensorInfo,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';
import { pluginOf, registerPlugin } from '../contract/plugins.js';
import type {
  BackendPlugin,
  Dispatch,
  DispatchRecorder,
  MomentumStep,
  MovingAverage,
} from '../contract/types.js';
import { type KernelShapes, kernelMacs } from './kernelCosts.js';

/** One call of a kernel, with everything that ran inside it. */
export interface KernelCall extends KernelShapes {
  /** Time on the device, where the backend computes later; absent where such a device has no clock. */
  readonly milliseconds?: number;
  /** MACs of convolutions and matrix products. */
  readonly macs: number;
  /**
   * Bytes of the tensors that the call's dispatches bind. On a backend that computes at once: each input read once,
   * each output written once; 0 where the outputs are views of the inputs.
   */
  readonly bytes: number;
  /** Number of shaders that ran, on a backend that computes later. */
  readonly dispatches?: number;
}

export interface KernelProfile<T> {
  readonly result: T;
  /** Time of the whole body: the kernels, and the JavaScript around them. */
  readonly milliseconds: number;
  /** Calls in the order in which they ended. */
  readonly calls: readonly KernelCall[];
}

/**
 * Runs `body` and times every kernel of the current backend. The functions by which a plug-in changes tensors in
 * place are listed too, as `momentumStep` and `moveAverages`.
 *
 * Where the plug-in records dispatches, times are those of the device. A backend without such a plug-in must compute
 * when it is called, as cpu and wasm do. Kernels that `body` registers are missed: run it once before.
 */
export async function profileKernels<T>(body: () => T | Promise<T>): Promise<KernelProfile<T>> {
  const kernels = getKernelsForBackend(getBackend());
  const plugin = pluginOf();
  const recorder = plugin?.recordDispatches?.();
  const spans: Span[] = [];
  const observe = outermost(recorder === undefined ? () => performance.now() : () => recorder.count, spans);
  let profile: Pick<KernelProfile<T>, 'result' | 'milliseconds'>;
  try {
    for (const kernel of kernels) replace(observedKernel(kernel, observe));
    if (plugin !== undefined) registerPlugin(observedPlugin(plugin, observe));
    const start = performance.now();
    const result = await body();
    profile = { result, milliseconds: performance.now() - start };
  } catch (error) {
    await recorder?.finish().catch(() => undefined);
    throw error;
  } finally {
    for (const kernel of kernels) replace(kernel);
    if (plugin !== undefined) registerPlugin(plugin);
  }
  return { ...profile, calls: await resolve(spans, recorder) };
}

function replace(kernel: KernelConfig): void {
  unregisterKernel(kernel.kernelName, kernel.backendName);
  registerKernel(kernel);
}

/** A call between two readings of a clock, or of the count of dispatches. */
interface Span {
  readonly call: Omit<KernelCall, 'milliseconds' | 'dispatches'>;
  readonly begin: number;
  readonly end: number;
}

async function resolve(
  spans: readonly Span[],
  recorder: DispatchRecorder | undefined,
): Promise<KernelCall[]> {
  if (recorder === undefined) {
    return spans.map(({ call, begin, end }) => ({ ...call, milliseconds: end - begin }));
  }
  const dispatches = await recorder.finish();
  return spans.map(({ call, begin, end }) => ({ ...call, ...onDevice(dispatches.slice(begin, end)) }));
}

function onDevice(
  dispatches: readonly Dispatch[],
): Pick<KernelCall, 'milliseconds' | 'bytes' | 'dispatches'> {
  const times = dispatches.flatMap(({ milliseconds }) => milliseconds ?? []);
  return {
    dispatches: dispatches.length,
    bytes: sum(dispatches.map(({ bytes }) => bytes)),
    ...(times.length === dispatches.length && { milliseconds: sum(times) }),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

type Observer = <T>(run: () => T, describe: (value: T) => Span['call']) => T;

/** Returns an observer that records runs, but not the runs inside them. */
function outermost(read: () => number, spans: Span[]): Observer {
  let isRunning = false;
  return (run, describe) => {
    if (isRunning) return run();
    isRunning = true;
    try {
      const begin = read();
      const value = run();
      const end = read();
      spans.push({ call: describe(value), begin, end });
      return value;
    } finally {
      isRunning = false;
    }
  };
}

function observedKernel(kernel: KernelConfig, observe: Observer): KernelConfig {
  return {
    ...kernel,
    kernelFunc: (args) =>
      observe(
        () => kernel.kernelFunc(args),
        (result) => {
          const inputs = present(args.inputs);
          const outputs = [result].flat();
          const shapes: KernelShapes = {
            kernelName: kernel.kernelName,
            inputs: Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape])),
            outputs: outputs.map(({ shape }) => shape),
            ...(args.attrs !== undefined && { attrs: args.attrs }),
          };
          const bytes = bytesMoved(Object.values(inputs), outputs);
          return { ...shapes, bytes, macs: kernelMacs(shapes) };
        },
      ),
  };
}

/** Returns the inputs that are there: tfjs passes optional ones as undefined. */
function present(inputs: NamedTensorInfoMap): Record<string, TensorInfo> {
  return Object.fromEntries(
    Object.entries(inputs).filter((entry): entry is [string, TensorInfo] => entry[1] != null),
  );
}

function bytesMoved(inputs: readonly TensorInfo[], outputs: readonly TensorInfo[]): number {
  const shared = new Set(inputs.map(({ dataId }) => dataId));
  if (outputs.every(({ dataId }) => shared.has(dataId))) return 0;
  return sum(
    [...inputs, ...outputs].map(
      ({ shape, dtype }) => util.sizeFromShape(shape) * util.bytesPerElement(dtype),
    ),
  );
}

/** Returns the plug-in with its functions that change weights in place observed; those are no kernels. */
function observedPlugin(plugin: BackendPlugin, observe: Observer): BackendPlugin {
  const observed: Pick<BackendPlugin, 'momentumStep' | 'moveAverages'> = {
    ...(plugin.momentumStep !== undefined && {
      momentumStep: (step: MomentumStep) =>
        observe(
          () => plugin.momentumStep?.(step),
          () => inPlace('momentumStep', ['weights', 'velocities', 'gradients'], step.weights, 2),
        ),
    }),
    ...(plugin.moveAverages !== undefined && {
      moveAverages: (averages: readonly MovingAverage[]) => {
        const values = averages.map(({ value }) => value);
        observe(
          () => plugin.moveAverages?.(averages),
          () => inPlace('moveAverages', ['running', 'values'], values, 1),
        );
      },
    }),
  };
  return Object.assign(Object.create(plugin) as BackendPlugin, observed);
}

/** Describes a function over many tensors, each of whose inputs and outputs is as large as all of them together. */
function inPlace(
  kernelName: string,
  inputs: readonly string[],
  tensors: readonly Tensor[],
  outputs: number,
): Span['call'] {
  const size = sum(tensors.map((tensor) => tensor.size));
  return {
    kernelName,
    inputs: Object.fromEntries(inputs.map((name) => [name, [size]])),
    outputs: Array.from({ length: outputs }, () => [size]),
    macs: 0,
    bytes: (inputs.length + outputs) * util.bytesPerElement('float32') * size,
  };
}
