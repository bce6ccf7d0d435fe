/** Runs tfjs-core's own tests on a backend with its plug-in and without it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { brokenBy, passed } from '../../compare.js';
import { bundleSuite, runSuite } from '../../suite.js';

beforeAll(() => bundleSuite());

/** Fewer would mean that tests were not found. */
const leastPassed = 3500;

describe.each(['wasm', 'webgpu'] as const)('the tests of tfjs-core on %s', (backend) => {
  it('those that pass on the stock backend pass with the plug-in', async () => {
    const stock = await runSuite(backend, 'stock');
    const plugin = await runSuite(backend, 'plugin');
    console.log(
      `${backend}: ${passed(plugin)} of ${plugin.length} pass with the plug-in, ${passed(stock)} of ${stock.length} without`,
    );
    expect(brokenBy(plugin, stock)).toEqual([]);
    expect(passed(stock)).toBeGreaterThan(leastPassed);
  });
});
