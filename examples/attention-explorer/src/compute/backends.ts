/** The backends that a page may have. Each brings its kernels when it is chosen, and not before. */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendCandidate } from 'sk-core';

let located = false;

async function startWasm(): Promise<void> {
  const [{ setWasmPaths }, { install }, { wasmFiles }] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm'),
    import('sk-backend-wasm'),
    import('./wasmFiles.js'),
  ]);
  if (!located) setWasmPaths(wasmFiles);
  located = true;
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly could not be started.');
  install();
}

async function startWebgpu(): Promise<void> {
  if (!('gpu' in navigator)) throw new Error('this browser has no WebGPU.');
  const { start } = await import('sk-backend-webgpu');
  await start({ allowSoftware: true });
}

interface PageBackend extends BackendCandidate {
  /** In the menu. */
  readonly title: string;
}

/** In the order of the menu; the first one that starts is the page's at first. */
export const backends: readonly PageBackend[] = [
  { name: 'wasm', title: 'WebAssembly (processor)', package: 'sk-backend-wasm', start: startWasm },
  { name: 'webgpu', title: 'WebGPU (graphics card)', package: 'sk-backend-webgpu', start: startWebgpu },
];
