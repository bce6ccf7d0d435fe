/** The comparison of a backend with its plug-in and without. */
import { expect } from 'vitest';
import { brokenBy, passed } from './compare.js';
import { readStock, type Stock, stockFile, stockOf } from './stock.js';
import { type Backend, runSuite } from './suite.js';

/** Fewer would mean that tests were not found. */
const leastPassed = 3500;

/**
 * Checks that the tests of tfjs-core that pass on the stock backend pass with the plug-in too.
 * @param folder The working folder of both runs; the repository by default.
 */
export async function checkPlugin(backend: Backend, folder?: string): Promise<void> {
  const runStock = async (): Promise<Stock> => stockOf(await runSuite(backend, 'stock', folder));
  const stock = readStock(backend) ?? (await writtenDown(backend, await runStock()));
  const plugin = await runSuite(backend, 'plugin', folder);
  const inStock = stock.tests - stock.notPassed.length;
  console.log(
    `${backend}: ${passed(plugin)} of ${plugin.length} pass with the plug-in, ${inStock} of ${stock.tests} without`,
  );
  expect(inStock).toBeGreaterThan(leastPassed);
  // Another machine or another Node may fail at others on the stock backend too.
  const unknown = brokenBy(plugin, stock);
  expect(unknown.length === 0 ? [] : brokenBy(plugin, await runStock())).toEqual([]);
}

async function writtenDown(backend: Backend, stock: Stock): Promise<Stock> {
  await expect(`${JSON.stringify(stock, null, 2)}\n`).toMatchFileSnapshot(stockFile(backend));
  return stock;
}
