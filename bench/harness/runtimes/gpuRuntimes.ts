/** Everybody that a question about GPUs can ask, by the name that questions and `--only` use. */
import { join } from 'node:path';
import type { KernelChoice } from '../tfjs/kernelSets.js';
import type { ChildOptions } from '../webgpu/webgpuChild.js';
import { type ChildCommand, childContestant } from './childRuntime.js';
import type { Clock, Contestant } from './runtime.js';

export const gpuContestantNames = ['ours', 'stock', 'torch-cuda', 'timm-cuda'] as const;

export type GpuContestantName = (typeof gpuContestantNames)[number];

export interface GpuPrograms {
  /** The program that this is a part of; it can be started as a child of itself. */
  readonly program: string;
  /** The folder of PyTorch's programs. */
  readonly peers: string;
  readonly python: string;
  readonly allowSoftware: boolean;
}

export function gpuContestants(
  { program, peers, python, allowSoftware }: GpuPrograms,
  clock: Clock | undefined,
): Readonly<Record<GpuContestantName, Contestant>> {
  const tfjs = (name: string, kernels: KernelChoice): Contestant => {
    const options: ChildOptions = { kernels, allowSoftware };
    // With the driver that this process was given.
    const args = [...process.execArgv, program, 'child', JSON.stringify(options)];
    return childContestant(name, 1, { command: process.execPath, args, folder: peers }, clock);
  };
  const torch = (name: string, units: string): Contestant => {
    const args = [join(peers, 'worker.py'), '1', units, 'cuda'];
    const command: ChildCommand = { command: python, args, folder: peers };
    return childContestant(name, 1, command, clock);
  };
  return {
    ours: tfjs('sk-backend-webgpu', 'plugin'),
    stock: tfjs('tfjs WebGPU without plug-in', 'stock'),
    'torch-cuda': torch('PyTorch, CUDA', 'plain'),
    'timm-cuda': torch('PyTorch, timm, CUDA', 'timm'),
  };
}
