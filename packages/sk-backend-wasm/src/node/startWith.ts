/** The start of tfjs's wasm backend in Node, where its binary lies in node_modules and not on a server. */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { setThreadPool } from '../heap/heap.js';
import { type InstallOptions, install } from '../install.js';
import { singleThread, type ThreadPoolFactory } from '../module/threadPool.js';
import { sharedBinaryUrl } from './sharedMemory.js';

const simdBinary = 'tfjs-backend-wasm-simd.wasm';

/**
 * Makes wasm the current backend, on a thread pool.
 *
 * @param pool A pool of several threads, for which the heap is shared; undefined for the calling thread alone.
 */
export async function startWith(pool: ThreadPoolFactory | undefined, options: InstallOptions): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  const binaries = join(dirname(manifest), 'wasm-out') + sep;
  if (pool === undefined) setWasmPaths(binaries);
  else setSharedBinary(join(binaries, simdBinary));
  setThreadPool(pool ?? singleThread);
  install(options);
  if (!(await tf.setBackend('wasm'))) {
    throw new Error('sk-backend-wasm: tfjs could not start its wasm backend, see the message above');
  }
  await tf.ready();
}

/** Makes tfjs fetch this binary, whichever it asks for. */
function setSharedBinary(path: string): void {
  const url = sharedBinaryUrl(path);
  const names = ['tfjs-backend-wasm.wasm', simdBinary, 'tfjs-backend-wasm-threaded-simd.wasm'];
  setWasmPaths(Object.fromEntries(names.map((name) => [name, url])), true);
}
