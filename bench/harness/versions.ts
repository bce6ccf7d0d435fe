/** What was measured: releases, and the build of our kernels that the engine runs. */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { simdBuild } from 'sk-backend-wasm';

/** Such as `1.0.0 relaxed-simd`; the backend has started. */
export function packageVersion(): string {
  const { version } = createRequire(import.meta.url)('sk-backend-wasm/package.json') as { version: string };
  return `${version} ${simdBuild()}`;
}

/** For file names, such as `node20-tfjs4.22`. */
export function platform(): string {
  const node = process.versions.node.split('.')[0];
  return `node${node}-tfjs${tf.version_core.split('.').slice(0, 2).join('.')}`;
}
