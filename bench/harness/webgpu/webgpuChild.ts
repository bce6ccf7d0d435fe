/** Our kernels or those of tfjs on WebGPU, as a runtime in a process of its own: see peers/README.md. */
import * as tf from '@tensorflow/tfjs-core';
import { AdapterError } from 'sk-backend-webgpu';
import manifest from 'sk-backend-webgpu/package.json' with { type: 'json' };
import type { Dispatch } from 'sk-core';
import { type PeerProgram, serve } from '../../peers/serve.mjs';
import type { Clock } from '../runtimes/runtime.js';
import type { KernelChoice } from '../tfjs/kernelSets.js';
import type { Program } from '../tfjs/program.js';
import { tfjsProgram, type Variation } from '../tfjs/tfjsProgram.js';
import type { Work } from '../work/work.js';
import { bufferCopy } from './bufferCopy.js';
import { describeAdapter } from './describeAdapter.js';
import { checkDevice, freeBuffers, settle, startWebgpu, useKernels, webgpuPlugin } from './webgpuKernels.js';

export interface ChildOptions {
  readonly kernels: KernelChoice;
  readonly variation: Variation;
  readonly allowSoftware: boolean;
}

export async function serveWebgpu({ kernels, variation, allowSoftware }: ChildOptions): Promise<boolean> {
  try {
    const isMixed = variation === 'mixed';
    const report = await startWebgpu(allowSoftware, isMixed ? 'mixed' : 'float32');
    // Another name for what 'captured' times would be no answer.
    if (isMixed && report.products.startsWith('float32')) throw new AdapterError(report.products);
    const adapter = describeAdapter(report);
    useKernels(kernels);
    const version = kernels === 'plugin' ? manifest.version : tf.version_core;
    await serve({ version, adapter }, (work: Work) => prepare(work, variation));
    return true;
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    console.log(JSON.stringify({ error: error.message }));
    return false;
  }
}

/** A program that times itself, since its kernels run later than they are called. */
function prepare(work: Work, variation: Variation): PeerProgram {
  const isBufferCopy = work.kind === 'moving' && work.op === 'bufferCopy';
  const program = isBufferCopy ? bufferCopy(work) : tfjsProgram(work, variation);
  const { callsBefore = 1, callsAtLeast = 1, dispose } = program;
  // Neither the device's own copies nor replays are dispatches with a clock.
  const hasDeviceClock = !isBufferCopy && variation !== 'captured' && variation !== 'mixed';
  const time = async (asked: number, clock: Clock = 'wall'): Promise<{ ms: number }> => {
    const calls = Math.max(asked, callsAtLeast);
    try {
      // What the turn before gave back to the device is had again outside of the clock.
      await callAndFinish(program, callsBefore);
      await settle();
      const ms = await (clock === 'device' && hasDeviceClock ? deviceTime : wallTime)(program, calls);
      await checkDevice();
      return { ms: (ms * asked) / calls };
    } finally {
      await settle();
      freeBuffers();
    }
  };
  return { time, dispose };
}

async function callAndFinish({ run, finish }: Program, calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) await run();
  await finish?.();
}

async function wallTime(program: Program, calls: number): Promise<number> {
  const start = performance.now();
  await callAndFinish(program, calls);
  await settle();
  return performance.now() - start;
}

async function deviceTime(program: Program, calls: number): Promise<number> {
  const recorder = webgpuPlugin.recordDispatches();
  const start = performance.now();
  let dispatches: readonly Dispatch[];
  try {
    await callAndFinish(program, calls);
  } finally {
    dispatches = await recorder.finish();
  }
  const elapsed = performance.now() - start;
  const times = dispatches.flatMap(({ milliseconds }) => milliseconds ?? []);
  return times.length < dispatches.length ? elapsed : times.reduce((sum, ms) => sum + ms, 0);
}
