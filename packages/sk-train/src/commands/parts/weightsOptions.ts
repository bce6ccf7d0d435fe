/** The options of commands that read weights: from a file, a folder, a URL or a hub. */
import { type Command, collected, InvalidArgumentError, wholeNumber } from 'sk-io/command';
import type { LimitOption } from './limitOption.js';

export interface WeightsOptions extends LimitOption {
  readonly sha256?: string;
  readonly maxBytes?: number;
  readonly cache?: string;
  readonly offline?: boolean;
  readonly endpoint?: string;
}

export const weightsArgument =
  'a file (*.safetensors, its index of shards, *.h5, *.keras, *.caffemodel, model.json), a folder that holds one, a URL, or owner/name on a hub';

/** Adds --sha256, --max-bytes, --limit, --cache, --offline and --endpoint. */
export function addWeightsOptions(command: Command): Command {
  return command
    .option('--sha256 <digits>', 'sum that the file must have', readSum)
    .option('--max-bytes <n>', 'largest download (default: 4000000000)', wholeNumber(1))
    .option(
      '--limit <name=count>',
      'more of what a message names as limits.<name>, for a file that is trusted; as often as needed',
      collected,
    )
    .option('--cache <folder>', "where downloads are kept (default: sk-models in the user's cache)")
    .option('--offline', 'take what is in the cache and ask nobody')
    .option('--endpoint <url>', 'of the hub (default: HF_ENDPOINT, or https://huggingface.co)');
}

function readSum(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text;
  throw new InvalidArgumentError('wants 64 hexadecimal digits.');
}
