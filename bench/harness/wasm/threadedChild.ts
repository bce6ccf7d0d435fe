/** Our kernels on several threads, in a process of their own: one backend has one number of threads. */
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import type { Program } from '../tfjs/program.js';
import { tfjsProgram } from '../tfjs/tfjsProgram.js';
import type { Work } from '../work/work.js';
import { packageVersion } from './version.js';

/** @returns What serve.mjs of the peers asks. */
export async function startThreaded(threads: number): Promise<{
  readonly version: string;
  readonly prepare: (work: Work) => Program;
}> {
  tf.enableProdMode();
  await start({ threads });
  return { version: packageVersion(), prepare: (work) => tfjsProgram(work, 'plain') };
}
