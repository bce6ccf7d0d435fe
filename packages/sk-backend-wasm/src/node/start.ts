/** Starts tfjs's wasm backend in Node, where its binary lies in node_modules and not on a server. */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type InstallOptions, install } from '../install.js';

/** Makes wasm the current backend, with the kernels of this package. */
export async function start(options: InstallOptions = {}): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(manifest), 'wasm-out') + sep);
  install(options);
  if (!(await tf.setBackend('wasm'))) {
    throw new Error('sk-backend-wasm: tfjs could not start its wasm backend, see the message above');
  }
  await tf.ready();
}
