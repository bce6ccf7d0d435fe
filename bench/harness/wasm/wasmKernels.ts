/** tfjs's wasm backend with two sets of kernels. */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { install, plugin } from 'sk-backend-wasm';
import { type KernelChoice, KernelSets } from '../tfjs/kernelSets.js';

const sets = new KernelSets('wasm');

/** Starts the backend: first without the plug-in, so that the stock kernels are set up, then with it. */
export async function startWasm(): Promise<void> {
  if (sets.started) return;
  tf.enableProdMode();
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(manifest), 'wasm-out') + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs could not start its wasm backend');
  sets.keepStock(plugin);
  install();
  sets.keepPlugin(plugin);
}

/** From now on these kernels run. */
export const useKernels = (choice: KernelChoice): void => sets.use(choice);
