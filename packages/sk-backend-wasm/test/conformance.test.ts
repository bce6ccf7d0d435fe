import { simdBuild } from 'sk-backend-wasm';
import { start } from 'sk-backend-wasm/node';
import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';
import { expect, it } from 'vitest';
import { gridStep } from '../../sk-conformance/test/support/gridStep.js';
import { provides } from './support/provides.js';

/** The sources run the whole grid, which takes half a minute; of the built package a part shows that it is the same. */
const isBuilt = process.env['SK_TEST_BUILT'] === '1';
const under: BackendUnderTest = {
  backendName: 'wasm',
  start: () => start({ simd: 'simd' }),
  provides,
  gridStep: isBuilt ? gridStep : 1,
};

backendSuite(under);
contractSuite(under);

it('ran the build for every engine', () => {
  expect(simdBuild()).toBe('simd');
});
