/** A runtime: tfjs on its wasm backend in the process of the run, with or without the plug-in. */
import * as tf from '@tensorflow/tfjs-core';
import type { Started } from '../runtimes/runtime.js';
import type { KernelChoice } from '../tfjs/kernelSets.js';
import type { Program } from '../tfjs/program.js';
import { tfjsProgram, type Variation } from '../tfjs/tfjsProgram.js';
import { CannotError } from '../work/cannotError.js';
import { packageVersion } from './version.js';
import { startWasm, useKernels } from './wasmKernels.js';

export async function startInProcess(kernels: KernelChoice, variation: Variation): Promise<Started> {
  await startWasm();
  const programs: Program[] = [];
  return {
    version: kernels === 'plugin' ? packageVersion() : tf.version_core,
    prepare: async (work) => {
      useKernels(kernels);
      const program = tfjsProgram(work, variation);
      programs.push(program);
      return async (calls) => {
        useKernels(kernels);
        const start = performance.now();
        try {
          for (let call = 0; call < calls; call++) await program.run();
        } catch (error) {
          throw new CannotError((error as Error).message);
        }
        return performance.now() - start;
      };
    },
    release: async () => {
      for (const { dispose } of programs.splice(0)) dispose();
    },
    stop: async () => {},
  };
}
