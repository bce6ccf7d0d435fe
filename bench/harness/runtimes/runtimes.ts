/** Everybody that a question can ask, by the name that questions and `--only` use. */
import { join } from 'node:path';
import { inProcessRuntime } from '../wasm/inProcess.js';
import { type ChildCommand, childRuntime } from './childRuntime.js';
import type { Runtime } from './runtime.js';

export const runtimeNames = [
  'ours',
  'ours-2',
  'folded',
  'stock',
  'split',
  'jax',
  'ort-web',
  'ort-node',
  'ort-node-2',
  'torch',
  'torch-2',
  'timm',
  'timm-2',
] as const;

export type RuntimeName = (typeof runtimeNames)[number];

interface Programs {
  /** The folder of the peers' programs. */
  readonly peers: string;
  readonly python: string;
  /** Our kernels on several threads. */
  readonly threaded: string;
}

export function runtimesOf({ peers, python, threaded }: Programs): Readonly<Record<RuntimeName, Runtime>> {
  const node = (...args: string[]): ChildCommand => ({ command: process.execPath, args, folder: peers });
  const torch = (name: string, threads: number, units: string): Runtime => {
    const args = [join(peers, 'worker.py'), String(threads), units];
    return childRuntime(name, threads, { command: python, args, folder: peers });
  };
  return {
    ours: inProcessRuntime('sk-backend-wasm', 'plugin'),
    'ours-2': childRuntime('sk-backend-wasm', 2, node(threaded, '2')),
    folded: inProcessRuntime('sk-backend-wasm, batch norms folded', 'plugin', 'folded'),
    stock: inProcessRuntime('tfjs without plug-in', 'stock'),
    split: inProcessRuntime('tfjs, one conv2d a group', 'stock', 'split'),
    jax: childRuntime('jax-js, wasm', 1, node('jax.mjs')),
    'ort-web': childRuntime('onnxruntime-web', 1, node('onnx.mjs', 'web', '1')),
    'ort-node': childRuntime('onnxruntime-node', 1, node('onnx.mjs', 'node', '1')),
    'ort-node-2': childRuntime('onnxruntime-node', 2, node('onnx.mjs', 'node', '2')),
    torch: torch('PyTorch', 1, 'plain'),
    'torch-2': torch('PyTorch', 2, 'plain'),
    timm: torch('PyTorch, timm', 1, 'timm'),
    'timm-2': torch('PyTorch, timm', 2, 'timm'),
  };
}
