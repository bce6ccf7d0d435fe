/** The options of commands that read a data folder. */
import { type Command, decimal, outputPath, wholeNumber } from 'sk-io/command';

export interface DataOptions {
  readonly workers?: number;
  readonly maxUnreadable: number;
  /** A folder, or false for none. */
  readonly cache?: string | false;
}

/** Adds --workers, --max-unreadable and the options of the cache. */
export function addDataOptions(command: Command): Command {
  return command
    .option(
      '--workers <n>',
      'threads that decode images; 0 decodes in the main thread (default: the cores, up to 4)',
      wholeNumber(0),
    )
    .option(
      '--max-unreadable <share>',
      'share of the files that may be unreadable, 0 to 1',
      decimal(0, 1),
      0.01,
    )
    .option(
      '--cache <folder>',
      "where decoded images of small sets are kept (default: sk-models in the user's cache)",
      outputPath,
    )
    .option('--no-cache', 'decode small sets anew, and keep nothing');
}
