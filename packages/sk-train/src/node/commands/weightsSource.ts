/** Weights that a command is pointed at: where they come from, and the options that say so. */
import { type Command, InvalidArgumentError } from 'commander';
import { type FetchOptions, fetchWeights } from 'sk-io/node';
import { wholeNumber } from './options.js';
import { printNote } from './terminal.js';

export interface WeightsOptions {
  readonly sha256?: string;
  readonly maxBytes?: number;
  readonly cache?: string;
  readonly offline?: boolean;
  readonly endpoint?: string;
}

export const weightsArgument =
  'a file (*.safetensors, its index of shards, *.h5, *.keras, *.caffemodel, model.json), a folder that holds one, a URL, or owner/name on a hub';

export function addWeightsOptions(command: Command): Command {
  return command
    .option('--sha256 <digits>', 'sum that the file must have', readSum)
    .option('--max-bytes <n>', 'largest download (default: 4000000000)', wholeNumber(1))
    .option('--cache <folder>', "where downloads are kept (default: sk-models in the user's cache)")
    .option('--offline', 'take what is in the cache and ask nobody')
    .option('--endpoint <url>', 'of the hub (default: HF_ENDPOINT, or https://huggingface.co)');
}

function readSum(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text;
  throw new InvalidArgumentError('wants 64 hexadecimal digits.');
}

/** A path for what the user named; downloads are told of as they come. @throws ModelFileError */
export async function localWeights(from: string, options: WeightsOptions): Promise<string> {
  return await fetchWeights(from, fetchOptions(options));
}

function fetchOptions({ sha256, maxBytes, cache, offline, endpoint }: WeightsOptions): FetchOptions {
  return {
    ...(sha256 !== undefined && { sha256 }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(cache !== undefined && { cacheFolder: cache }),
    ...(offline !== undefined && { offline }),
    ...(endpoint !== undefined && { endpoint }),
    onProgress: reportTenths(),
  };
}

/** A line for each tenth of a file of known size, or for each 50 MB. */
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
