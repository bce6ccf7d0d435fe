/** Everybody that a question can ask, by the name that questions and `--only` use. */
import { join } from 'node:path';
import { tfjsContestant } from '../wasm/inProcess.js';
import { type ChildCommand, childContestant } from './childRuntime.js';
import type { Contestant } from './runtime.js';

export const contestantNames = [
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

export type ContestantName = (typeof contestantNames)[number];

interface Programs {
  /** The folder of the peers' programs. */
  readonly peers: string;
  readonly python: string;
  /** Our kernels on several threads. */
  readonly threaded: string;
}

export function contestantsOf({
  peers,
  python,
  threaded,
}: Programs): Readonly<Record<ContestantName, Contestant>> {
  const node = (...args: string[]): ChildCommand => ({ command: process.execPath, args, folder: peers });
  const torch = (name: string, threads: number, units: string): Contestant => {
    const args = [join(peers, 'worker.py'), String(threads), units];
    return childContestant(name, threads, { command: python, args, folder: peers });
  };
  return {
    ours: tfjsContestant('sk-backend-wasm', 'plugin'),
    'ours-2': childContestant('sk-backend-wasm', 2, node(threaded, '2')),
    folded: tfjsContestant('sk-backend-wasm, batch norms folded', 'plugin', 'folded'),
    stock: tfjsContestant('tfjs without plug-in', 'stock'),
    split: tfjsContestant('tfjs, one conv2d a group', 'stock', 'split'),
    jax: childContestant('jax-js, wasm', 1, node('jax.mjs')),
    'ort-web': childContestant('onnxruntime-web', 1, node('onnx.mjs', 'web', '1')),
    'ort-node': childContestant('onnxruntime-node', 1, node('onnx.mjs', 'node', '1')),
    'ort-node-2': childContestant('onnxruntime-node', 2, node('onnx.mjs', 'node', '2')),
    torch: torch('PyTorch', 1, 'plain'),
    'torch-2': torch('PyTorch', 2, 'plain'),
    timm: torch('PyTorch, timm', 1, 'timm'),
    'timm-2': torch('PyTorch, timm', 2, 'timm'),
  };
}
