/**
 * A runtime: our kernels on several threads, or of another build, in a process of their own, since a backend has one
 * number of threads and one build.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { InstallOptions } from 'sk-backend-wasm';
import { serve } from '../../peers/serve.mjs';
import { tfjsProgram } from '../tfjs/tfjsProgram.js';
import type { Work } from '../work/work.js';

interface ThreadedOptions {
  readonly threads: number;
  readonly backend?: 'wasm' | 'tensorflow';
  /** The build of our wasm kernels; by default the fastest. */
  readonly simd?: InstallOptions['simd'];
}

/** Answers requests as peers/README.md says, until the input ends. */
export async function serveThreaded({ threads, backend = 'wasm', simd }: ThreadedOptions): Promise<boolean> {
  tf.enableProdMode();
  const version = await starts[backend](threads, simd);
  await serve(version, (work: Work) => tfjsProgram(work, 'plain'));
  return true;
}

/** Start a backend and return its version. */
const starts = {
  wasm: async (threads: number, simd: InstallOptions['simd']): Promise<string> => {
    const { start } = await import('sk-backend-wasm/node');
    await start({ threads, ...(simd !== undefined && { simd }) });
    return (await import('./version.js')).packageVersion();
  },
  tensorflow: async (threads: number): Promise<string> => {
    const { start, tensorflowReport } = await import('sk-backend-node/node');
    await start({ threads });
    return `TensorFlow ${tensorflowReport().version}`;
  },
} as const;
