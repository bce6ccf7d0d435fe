/**
 * A guard of the programs of tfjs's own kernels: they get names, refused pipelines are remembered, and a failing
 * program leaks nothing.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { DeviceError } from '../device/deviceErrors.js';
import type { DeviceWatch } from './deviceWatch.js';
import { Orphans } from './orphans.js';
import { submitRecorded } from './recording.js';
import type { WebGPUBackend } from './tfjsBackend.js';
import { watchPipelines } from './watchPipelines.js';

/** Guards the programs of a backend. */
export function guardPrograms(backend: WebGPUBackend, watch: DeviceWatch): void {
  const run = backend.runWebGPUProgram.bind(backend);
  const orphans = new Orphans(backend);
  const endCompiling = refuseBrokenPipelines(backend, watch);
  nameBindGroups(backend, watch);
  backend.runWebGPUProgram = (program, inputs, ...rest) => {
    // The name is the first word of their cache key.
    const name = `tfjs's ${/^\w+?(?=_|\W|$)/.exec(program.shaderKey)?.[0] ?? 'program'}`;
    let output: TensorInfo;
    try {
      watch.enter(name);
      output = run(program, inputs, ...rest);
    } catch (error) {
      orphans.dispose();
      throw error;
    } finally {
      endCompiling();
    }
    watch.dispatched(name, inputs, [output]);
    return output;
  };
}

/**
 * Makes each use of a refused pipeline an error. tfjs would keep the pipeline and go on with it.
 *
 * @returns A function to be called after each program: a program that could not be written leaves no pipeline.
 */
function refuseBrokenPipelines(backend: WebGPUBackend, watch: DeviceWatch): () => void {
  const broken = new Map<string, DeviceError>();
  let compiled: ((refused: (error: DeviceError) => void) => void) | undefined;
  let isFirstUse = false;
  const end = (refused: (error: DeviceError) => void): void => {
    compiled?.(refused);
    compiled = undefined;
  };
  watchPipelines(backend, {
    before: () => {
      // A device that refuses one dispatch refuses all that is submitted with it.
      submitRecorded(backend);
      isFirstUse = true;
      compiled = watch.compiling(watch.op);
    },
    after: (key) => end((error) => broken.set(key, error)),
    use: (key) => {
      const refusal = broken.get(key);
      if (refusal !== undefined) watch.raise(new DeviceError(refusal.op, refusal.reason));
    },
  });
  return () => {
    end(() => undefined);
    if (isFirstUse) submitRecorded(backend);
    isFirstUse = false;
  };
}

/** Labels tfjs's bind groups, since errors quote labels. */
function nameBindGroups({ device }: WebGPUBackend, watch: DeviceWatch): void {
  const create = device.createBindGroup.bind(device);
  device.createBindGroup = (descriptor) => {
    for (const { resource } of descriptor.entries) {
      const lack = 'buffer' in resource ? watch.empty.get(resource.buffer) : undefined;
      if (lack !== undefined)
        throw new DeviceError(watch.op, `it was given a tensor of this: ${lack.message}`);
    }
    const bindGroup = create({ label: watch.op, ...descriptor });
    // Dawn in Node has reported its errors by now; the commands that are recorded are still good.
    watch.check();
    return bindGroup;
  };
}
