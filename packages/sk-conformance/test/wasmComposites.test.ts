/** Tests the composites on stock wasm, without a plug-in: a part of the grid, and every other case. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { backendSuite } from 'sk-conformance';
import { partStep } from './support/gridStep.js';

const { resolve } = createRequire(import.meta.url);

const hidden = 'the stock relu makes 0 of NaN';

backendSuite({
  backendName: 'wasm',
  provides: [],
  knownFailures: Object.fromEntries(
    [
      'batchNormTraining: [2,5,5,3], ReLU',
      'batchNormTraining: 8 channels, ReLU',
      'batchNormAddRelu: [2,5,5,3]',
    ].flatMap((title) => ['Infinity', '-Infinity'].map((value) => [`${title}, ${value} in input 0`, hidden])),
  ),
  start: async () => setWasmPaths(`${dirname(resolve('@tensorflow/tfjs-backend-wasm'))}/`),
  gridStep: partStep,
});
