/** Weights that a command is pointed at, as files of this machine. */
import { printNote } from 'sk-io/command';
import { type FetchOptions, fetchWeights } from 'sk-io/node';
import { limitsOf } from './limitOption.js';
import type { WeightsOptions } from './weightsOptions.js';

/**
 * Returns the path of the weights that the user named, and downloads them where they are elsewhere.
 * @throws ModelFileError
 */
export async function localWeights(from: string, options: WeightsOptions): Promise<string> {
  return await fetchWeights(from, fetchOptions(options));
}

function fetchOptions(options: WeightsOptions): FetchOptions {
  const { sha256, maxBytes, cache, offline, endpoint } = options;
  return {
    ...limitsOf(options),
    ...(sha256 !== undefined && { sha256 }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(cache !== undefined && { cacheFolder: cache }),
    ...(offline !== undefined && { offline }),
    ...(endpoint !== undefined && { endpoint }),
    onProgress: reportTenths(),
  };
}

/** Prints a line for each tenth of a file of known size, or for each 50 MB. */
function reportTenths(): NonNullable<FetchOptions['onProgress']> {
  let last = '';
  return ({ url, bytes, total }) => {
    const megabytes = (n: number): string => (n / 1e6).toFixed(1);
    const step = total === undefined ? 50e6 : total / 10;
    const line = `${url} ${Math.floor(bytes / step)}`;
    if (line === last) return;
    last = line;
    printNote(`${url}: ${megabytes(bytes)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB`);
  };
}
