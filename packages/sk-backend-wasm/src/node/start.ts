/** The start of the wasm backend in Node. */
import { checkOptions, type OptionNames } from 'sk-core';
import { type InstallOptions, installOptions } from '../install.js';
import { startWith } from './startWith.js';
import { workerPool } from './workerPool.js';

export interface StartOptions extends InstallOptions {
  /**
   * Number of threads for the kernels of this package, from the backend's next start on; 1 by default. Results are
   * the same to the bit for any number. More than one pays where the processor has nothing else to do.
   */
  readonly threads?: number;
}

const startOptions: OptionNames<StartOptions> = { ...installOptions, threads: true };

const mostThreads = 64;

/**
 * Makes wasm the current backend, with the kernels of this package.
 *
 * @throws RangeError for `threads` that is no whole number from 1 to 64; OptionError for options that do not exist.
 */
export async function start(options: StartOptions = {}): Promise<void> {
  checkOptions('start: options', options, startOptions);
  const { threads = 1, ...install } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads) {
    throw new RangeError(`start: threads wants a whole number from 1 to ${mostThreads}, got ${threads}`);
  }
  await startWith(threads === 1 ? undefined : workerPool(threads), install);
}
