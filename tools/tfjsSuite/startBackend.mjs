/** Starts a backend as tfjs ships it, or with its plug-in. */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

const starts = {
  wasm: {
    stock: async () => {
      const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
      const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
      setWasmPaths(join(dirname(manifest), 'wasm-out') + sep);
    },
    plugin: async () => {
      const { start } = await import('sk-backend-wasm/node');
      await start();
    },
  },
  tensorflow: {
    // That of the working folder, with the binding where tfjs-node looks for it.
    stock: async () => {
      createRequire(join(process.cwd(), 'index.js'))('@tensorflow/tfjs-node');
    },
    plugin: async () => {
      const { start } = await import('sk-backend-node/node');
      await start();
    },
  },
  webgpu: {
    stock: async () => {
      const { create, globals } = await import('webgpu');
      Object.assign(globalThis, globals);
      const navigator = globalThis.navigator ?? { userAgent: `Node.js/${process.versions.node}` };
      // Dawn's instance must outlive the backend.
      Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
      Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
      await import('@tensorflow/tfjs-backend-webgpu');
    },
    plugin: async () => {
      const { start } = await import('sk-backend-webgpu/node');
      await start({ allowSoftware: true });
    },
  },
};

export async function startBackend(name, variant) {
  await starts[name][variant]();
  if (!(await tf.setBackend(name))) throw new Error(`tfjs could not start ${name}`);
}
