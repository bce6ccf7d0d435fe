/** Everybody that a question about GPUs can ask, by the name that questions and `--only` use. */
import { join } from 'node:path';
import type { KernelChoice } from '../tfjs/kernelSets.js';
import type { ChildOptions } from '../webgpu/webgpuChild.js';
import { type ChildCommand, childRuntime } from './childRuntime.js';
import type { Clock, Runtime } from './runtime.js';

export const gpuRuntimeNames = ['ours', 'stock', 'torch-cuda', 'timm-cuda'] as const;

export type GpuRuntimeName = (typeof gpuRuntimeNames)[number];

export interface GpuPrograms {
  /** The program that this is a part of; it can be started as a child of itself. */
  readonly program: string;
  /** The folder of PyTorch's programs. */
  readonly peers: string;
  readonly python: string;
  readonly allowSoftware: boolean;
}

export function gpuRuntimes(
  { program, peers, python, allowSoftware }: GpuPrograms,
  clock: Clock | undefined,
): Readonly<Record<GpuRuntimeName, Runtime>> {
  const tfjs = (name: string, kernels: KernelChoice): Runtime => {
    const options: ChildOptions = { kernels, allowSoftware };
    // With the driver that this process was given.
    const args = [...process.execArgv, program, 'child', JSON.stringify(options)];
    return childRuntime(name, 1, { command: process.execPath, args, folder: peers }, clock);
  };
  const torch = (name: string, units: string): Runtime => {
    const args = [join(peers, 'worker.py'), '1', units, 'cuda'];
    const command: ChildCommand = { command: python, args, folder: peers };
    return childRuntime(name, 1, command, clock);
  };
  return {
    ours: tfjs('sk-backend-webgpu', 'plugin'),
    stock: tfjs('tfjs WebGPU without plug-in', 'stock'),
    'torch-cuda': torch('PyTorch, CUDA', 'plain'),
    'timm-cuda': torch('PyTorch, timm, CUDA', 'timm'),
  };
}
