/** The composites on stock wasm, without a plug-in: a part of the grid, and every other case. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { backendSuite } from 'sk-conformance';

const { resolve } = createRequire(import.meta.url);

backendSuite({
  backendName: 'wasm',
  provides: [],
  start: async () => setWasmPaths(`${dirname(resolve('@tensorflow/tfjs-backend-wasm'))}/`),
  // No factor in common with the grid's: each of its values still takes part.
  gridStep: 7,
});
