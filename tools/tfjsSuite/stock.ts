/** What the stock backends do with the tests of tfjs-core, as it was written down. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version_core } from '@tensorflow/tfjs-core';
import { byName } from './compare.js';
import type { Backend, Outcome } from './suite.js';

export interface Stock {
  /** Version of tfjs-core. */
  readonly version: string;
  readonly tests: number;
  /** The names of those that do not pass. */
  readonly notPassed: readonly string[];
}

/** Returns the file of a backend. */
export const stockFile = (backend: Backend): string => join(import.meta.dirname, 'stock', `${backend}.json`);

/** Returns what was written down for the installed version of tfjs-core; nothing where that is of another version. */
export function readStock(backend: Backend): Stock | undefined {
  const file = stockFile(backend);
  if (!existsSync(file)) return undefined;
  const stock = JSON.parse(readFileSync(file, 'utf8')) as Stock;
  return stock.version === version_core ? stock : undefined;
}

/** Sums up a run on the stock backend. */
export function stockOf(outcomes: readonly Outcome[]): Stock {
  const all = byName(outcomes);
  const notPassed = [...all].flatMap(([name, { status }]) => (status === 'passed' ? [] : [name]));
  return { version: version_core, tests: all.size, notPassed: notPassed.sort() };
}
