import '@tensorflow/tfjs-layers';
import { backendSuite } from 'sk-conformance';
import { expect, it } from 'vitest';
import { partStep } from '../../../sk-conformance/test/support/gridStep.js';
import { startWith } from '../../src/node/startWith.js';
import { workerPool } from '../../src/node/workerPool.js';
import { provides } from '../support/provides.js';

/** Three threads, and no work too small to be shared out. */
const everythingShared = workerPool(3, 0);
let calls = 0;

backendSuite({
  backendName: 'wasm',
  start: () =>
    startWith(
      (module, memory) => {
        const pool = everythingShared(module, memory);
        const run: typeof pool.run = (name, lists) => {
          if (lists.length > 1) calls += lists.length;
          pool.run(name, lists);
        };
        return { threads: pool.threads, leastShared: pool.leastShared, kernels: pool.kernels, run };
      },
      { simd: 'simd' },
    ),
  provides,
  gridStep: partStep,
});

it('shared the work out', () => {
  expect(calls).toBeGreaterThan(1000);
});
