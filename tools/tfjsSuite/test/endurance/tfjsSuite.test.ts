/**
 * Runs tfjs-core's own tests on a backend with its plug-in. What the stock backend does with them is written down for one
 * version of tfjs: for another one run this with `-u`.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { brokenBy, passed } from '../../compare.js';
import { readStock, type Stock, stockFile, stockOf } from '../../stock.js';
import { type Backend, bundleSuite, runSuite } from '../../suite.js';

beforeAll(() => bundleSuite());

/** Fewer would mean that tests were not found. */
const leastPassed = 3500;

const runStock = async (backend: Backend): Promise<Stock> => stockOf(await runSuite(backend, 'stock'));

async function writtenDown(backend: Backend): Promise<Stock> {
  const known = readStock(backend);
  if (known !== undefined) return known;
  const stock = await runStock(backend);
  await expect(`${JSON.stringify(stock, null, 2)}\n`).toMatchFileSnapshot(stockFile(backend));
  return stock;
}

describe.each(['wasm', 'webgpu'] as const)('the tests of tfjs-core on %s', (backend) => {
  it('those that pass on the stock backend pass with the plug-in', async () => {
    const stock = await writtenDown(backend);
    const plugin = await runSuite(backend, 'plugin');
    const inStock = stock.tests - stock.notPassed.length;
    console.log(
      `${backend}: ${passed(plugin)} of ${plugin.length} pass with the plug-in, ${inStock} of ${stock.tests} without`,
    );
    expect(inStock).toBeGreaterThan(leastPassed);
    // Another machine or another Node may fail at others on the stock backend too.
    const unknown = brokenBy(plugin, stock);
    expect(unknown.length === 0 ? [] : brokenBy(plugin, await runStock(backend))).toEqual([]);
  });
});
