/** All runtimes of each backend, by the names that questions and `--only` use. */
import { join } from 'node:path';
import type { KernelChoice } from '../tfjs/kernelSets.js';
import type { Variation } from '../tfjs/tfjsProgram.js';
import { CannotError } from '../work/cannotError.js';
import { type ChildCommand, startChild } from './childRuntime.js';
import type { Backend, Host, Runtime } from './runtime.js';

export const runtimes = {
  wasm: {
    ours: inProcess('sk-backend-wasm', 'plugin'),
    'ours-2': oursAsChild('sk-backend-wasm', 2, () => ({ threads: 2 })),
    'ours-simd': oursAsChild('sk-backend-wasm, simd', 1, () => ({ threads: 1, simd: 'simd' })),
    'node-2': oursAsChild('sk-backend-node', 2, () => ({ threads: 2, backend: 'tensorflow' })),
    folded: inProcess('sk-backend-wasm, batch norms folded', 'plugin', 'folded'),
    stock: inProcess('tfjs without plug-in', 'stock'),
    split: inProcess('tfjs, one conv2d a group', 'stock', 'split'),
    jax: node('jax-js, wasm', 1, 'jax.mjs'),
    'ort-web': node('onnxruntime-web', 1, 'onnx.mjs', 'web', '1'),
    'ort-node': node('onnxruntime-node', 1, 'onnx.mjs', 'node', '1'),
    'ort-node-2': node('onnxruntime-node', 2, 'onnx.mjs', 'node', '2'),
    torch: torch('PyTorch', 1, 'plain'),
    'torch-2': torch('PyTorch', 2, 'plain'),
    timm: torch('PyTorch, timm', 1, 'timm'),
    'timm-2': torch('PyTorch, timm', 2, 'timm'),
  },
  webgpu: {
    ours: oursAsChild('sk-backend-webgpu', 1, kernelsOn('plugin')),
    captured: oursAsChild('sk-backend-webgpu, captured', 1, kernelsOn('plugin', 'captured')),
    mixed: oursAsChild('sk-backend-webgpu, captured, mixed precision', 1, kernelsOn('plugin', 'mixed')),
    stock: oursAsChild('tfjs WebGPU without plug-in', 1, kernelsOn('stock')),
    'torch-cuda': torch('PyTorch, CUDA', 1, 'plain', 'cuda'),
    'torch-tf32': torch('PyTorch, CUDA, TF32', 1, 'plain', 'cuda', 'tf32'),
    'torch-amp': torch('PyTorch, CUDA, AMP', 1, 'plain', 'cuda', 'amp'),
    'torch-compile': torch('PyTorch, CUDA, torch.compile', 1, 'plain', 'cuda', 'compile'),
    'timm-cuda': torch('PyTorch, timm, CUDA', 1, 'timm', 'cuda'),
  },
} as const satisfies Record<Backend, Record<string, Runtime>>;

/** Names of the runtimes of a backend. */
export type RuntimeName<B extends Backend> = Extract<keyof (typeof runtimes)[B], string>;

/** Returns tfjs in the process of the run, on one thread. */
function inProcess(name: string, kernels: KernelChoice, variation: Variation = 'plain'): Runtime {
  return {
    name,
    threads: 1,
    start: async ({ startInProcess }) => {
      if (startInProcess === undefined)
        throw new CannotError('needs a program that can run it in its process');
      return await startInProcess(kernels, variation);
    },
  };
}

function child(name: string, threads: number, commandOn: (host: Host) => ChildCommand): Runtime {
  return { name, threads, start: (host) => startChild(commandOn(host), threads, host.clock) };
}

/** Returns tfjs in a process of its own: the program of the run with the command `child`, and Node's options of now. */
function oursAsChild(name: string, threads: number, optionsOn: (host: Host) => object): Runtime {
  return child(name, threads, (host) => ({
    command: process.execPath,
    args: [...process.execArgv, host.program, 'child', JSON.stringify(optionsOn(host))],
    folder: host.peers,
  }));
}

function kernelsOn(kernels: KernelChoice, variation: Variation = 'plain') {
  return ({ allowSoftware }: Host): object => ({ kernels, variation, allowSoftware });
}

function node(name: string, threads: number, ...args: string[]): Runtime {
  return child(name, threads, ({ peers }) => ({ command: process.execPath, args, folder: peers }));
}

function torch(
  name: string,
  threads: number,
  units: 'plain' | 'timm',
  device = 'cpu',
  mode = 'float32',
): Runtime {
  return child(name, threads, ({ peers, python }) => ({
    command: python,
    args: [join(peers, 'worker.py'), String(threads), units, device, mode],
    folder: peers,
  }));
}
