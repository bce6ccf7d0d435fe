/** Installation of the kernels in tfjs's registry. */
import * as tf from '@tensorflow/tfjs-core';
import {
  type BackendMemory,
  type BackendPlugin,
  checkChoice,
  checkOptions,
  contractVersion,
  installKernels,
  type OptionNames,
  registerPlugin,
} from 'sk-core';
import { heapOf, setHeapLimit, setSimdBuild } from './heap/heap.js';
import { type BackendWasm, dataOf, memoryOf } from './heap/tfjsBackend.js';
import { kernelSet, overrides } from './kernelSet.js';
import type { SimdBuild } from './module/kernelBinary.js';
import { momentumStep } from './momentumStep.js';

export interface InstallOptions {
  /** Bytes that all tensors together may take; by default all that the heap can hold, a little under 4 GB. */
  readonly heapLimitBytes?: number;
  /**
   * The build of the kernels to run, from the backend's next start on; by default the fastest that the engine knows.
   * Results of the builds differ in the last bits: name one where runs on different engines must be equal.
   */
  readonly simd?: SimdBuild;
}

export const installOptions: OptionNames<InstallOptions> = { heapLimitBytes: true, simd: true };

const builds = Object.keys({ simd: true, 'relaxed-simd': true, 'relaxed-simd-wide': true } satisfies Record<
  SimdBuild,
  true
>);

/** This package as sk-core knows it. */
export const plugin: BackendPlugin = {
  name: 'sk-backend-wasm',
  backendName: 'wasm',
  contractVersion,
  kernels: kernelSet,
  install: () => install(),
  momentumStep,
  memory: (): BackendMemory => heapOf(currentBackend()).memory(),
  hostValues: ({ dataId, size }: tf.Tensor): Float32Array => {
    const backend = currentBackend();
    return new Float32Array(memoryOf(backend).buffer, dataOf(backend, dataId).memoryOffset, size);
  },
};

/**
 * Registers the kernels with tfjs's wasm backend, and guards the backend against running out of memory. Idempotent.
 * Import '@tensorflow/tfjs-backend-wasm' first.
 *
 * @throws ContractError where another plug-in provides the same kernels or sk-core is of another contract version;
 *   OptionError for options that do not exist.
 */
export function install(options: InstallOptions = {}): void {
  checkOptions('install: options', options, installOptions);
  const { heapLimitBytes, simd } = options;
  if (simd !== undefined) {
    checkChoice('install: simd', simd, builds);
    setSimdBuild(simd);
  }
  if (heapLimitBytes !== undefined) setHeapLimit(heapLimitBytes);
  installKernels(kernelSet, { overrides });
  registerPlugin(plugin);
  if (tf.getBackend() === 'wasm') heapOf(currentBackend());
}

/** Returns the build of the kernels that runs on the started wasm backend. */
export function simdBuild(): SimdBuild {
  return heapOf(currentBackend()).simdBuild;
}

function currentBackend(): BackendWasm {
  const backend = tf.engine().registry['wasm'];
  if (backend === undefined) {
    throw new Error("sk-backend-wasm: the wasm backend has not started: await tf.setBackend('wasm')");
  }
  return backend as BackendWasm;
}
