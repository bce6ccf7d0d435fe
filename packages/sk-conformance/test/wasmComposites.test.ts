/** Tests the composites on stock wasm, without a plug-in: a part of the grid, and every other case. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { backendSuite } from 'sk-conformance';
import { partStep } from './support/gridStep.js';

const { resolve } = createRequire(import.meta.url);

backendSuite({
  backendName: 'wasm',
  provides: [],
  start: async () => setWasmPaths(`${dirname(resolve('@tensorflow/tfjs-backend-wasm'))}/`),
  gridStep: partStep,
});
