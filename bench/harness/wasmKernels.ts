/** Two sets of kernels for one wasm backend: tfjs's own, and those with the plug-in on top. One process can hold one tfjs. */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { install, plugin } from 'sk-backend-wasm';
import { type BackendPlugin, registerPlugin } from 'sk-core';

export type KernelChoice = 'plugin' | 'stock';

interface Kernels {
  readonly configs: readonly tf.KernelConfig[];
  readonly plugin: BackendPlugin;
}

const backendName = 'wasm';
const sets = new Map<KernelChoice, Kernels>();
let current: KernelChoice = 'stock';

/** Starts the backend: first without the plug-in, so that the stock kernels are set up, then with it. */
export async function startWasm(): Promise<void> {
  if (sets.size > 0) return;
  tf.enableProdMode();
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(manifest), 'wasm-out') + sep);
  if (!(await tf.setBackend(backendName))) throw new Error('tfjs could not start its wasm backend');
  const none = { ...plugin.kernels, provider: 'none', kernels: [] };
  sets.set('stock', {
    configs: tf.getKernelsForBackend(backendName),
    plugin: {
      name: 'none',
      backendName,
      contractVersion: plugin.contractVersion,
      kernels: none,
      install: () => {},
    },
  });
  install();
  sets.set('plugin', { configs: tf.getKernelsForBackend(backendName), plugin });
  current = 'plugin';
}

/** From now on these kernels run. What a set lacks is answered by the composites of sk-core. */
export function useKernels(choice: KernelChoice): void {
  const set = sets.get(choice);
  if (set === undefined || choice === current) return;
  for (const { kernelName } of tf.getKernelsForBackend(backendName))
    tf.unregisterKernel(kernelName, backendName);
  for (const config of set.configs) tf.registerKernel(config);
  registerPlugin(set.plugin);
  current = choice;
}
