import { simdBuild } from 'sk-backend-wasm';
import { start } from 'sk-backend-wasm/node';
import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';
import { expect, it } from 'vitest';
import { gridStep } from '../../sk-conformance/test/support/gridStep.js';
import { provides } from './support/provides.js';

const under: BackendUnderTest = {
  backendName: 'wasm',
  start: () => start({ simd: 'simd' }),
  provides,
  gridStep,
};

backendSuite(under);
contractSuite(under);

it('ran the build for every engine', () => {
  expect(simdBuild()).toBe('simd');
});
