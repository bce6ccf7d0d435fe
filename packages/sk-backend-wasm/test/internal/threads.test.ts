import '@tensorflow/tfjs-layers';
import { backendSuite } from 'sk-conformance';
import { expect, it } from 'vitest';
import { startWith } from '../../src/node/startWith.js';
import { threadCrew } from '../../src/node/threadCrew.js';
import { provides } from '../support/provides.js';

/** Three threads, and no work too small to be shared out. */
const everythingShared = threadCrew(3, 0);
let calls = 0;

backendSuite({
  backendName: 'wasm',
  start: () =>
    startWith(
      (module, memory) => {
        const crew = everythingShared(module, memory);
        const run: typeof crew.run = (name, lists) => {
          if (lists.length > 1) calls += lists.length;
          crew.run(name, lists);
        };
        return { threads: crew.threads, leastShared: crew.leastShared, kernels: crew.kernels, run };
      },
      { simd: 'simd' },
    ),
  provides,
});

it('shared the work out', () => {
  expect(calls).toBeGreaterThan(10_000);
});
