/** A runtime: our wasm kernels on several threads, in a process of their own, since a backend has one number of threads. */
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { serve } from '../../peers/serve.mjs';
import { tfjsProgram } from '../tfjs/tfjsProgram.js';
import type { Work } from '../work/work.js';
import { packageVersion } from './version.js';

/** Answers requests as peers/README.md says, until the input ends. */
export async function serveThreaded({ threads }: { readonly threads: number }): Promise<boolean> {
  tf.enableProdMode();
  await start({ threads });
  await serve(packageVersion(), (work: Work) => tfjsProgram(work, 'plain'));
  return true;
}
