import { simdBuild } from 'sk-backend-wasm';
import { start } from 'sk-backend-wasm/node';
import { backendSuite } from 'sk-conformance';
import { expect, it } from 'vitest';
import { gridStep } from '../../sk-conformance/test/support/gridStep.js';
import { provides } from './support/provides.js';
import { enableRelaxedSimd } from './support/relaxedSimd.js';

enableRelaxedSimd();
// 'relaxed-simd' has its bits: wideTiles.test.ts.
backendSuite({ backendName: 'wasm', start: () => start({ simd: 'relaxed-simd-wide' }), provides, gridStep });

it('ran the build with relaxed SIMD and wide tiles', () => {
  expect(simdBuild()).toBe('relaxed-simd-wide');
});
