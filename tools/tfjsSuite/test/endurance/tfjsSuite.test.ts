/**
 * Runs tfjs-core's own tests on a backend with its plug-in. What the stock backend does with them is written down for one
 * version of tfjs: for another one run this with `-u`.
 */
import { beforeAll, describe, it } from 'vitest';
import { checkPlugin } from '../../checkPlugin.js';
import { bundleSuite } from '../../suite.js';

beforeAll(() => bundleSuite());

/** On a software adapter the tests take minutes: SK_TEST_RELEASE=1 runs them on WebGPU too. */
const backends = process.env['SK_TEST_RELEASE'] === '1' ? (['wasm', 'webgpu'] as const) : (['wasm'] as const);

describe.each(backends)('the tests of tfjs-core on %s', (backend) => {
  it('those that pass on the stock backend pass with the plug-in', () => checkPlugin(backend));
});
