/** The options of commands that read a data folder, and how such a command opens it. */
import { type Command, countedWork, decimal, outputPath, type Progress, wholeNumber } from 'sk-io/command';
import { defaultCacheFolder } from 'sk-io/node';
import type { Preprocessing } from 'sk-models';
import type { DecodePool } from '../../node/data/decodePool.js';
import type { OpenOptions } from '../../node/data/openData.js';

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

/** Returns the options with which a command opens data: each unreadable file is named once. */
export function openOptions(
  preprocessing: Preprocessing,
  pool: DecodePool,
  { maxUnreadable, cache }: DataOptions,
  progress: Progress,
  signal: AbortSignal,
): OpenOptions {
  const reading = countedWork({ doing: 'reading', did: 'read', things: 'images', saysEnd: true });
  return {
    preprocessing,
    pool,
    maxUnreadable,
    onUnreadable: (path, reason) => progress.note(`left out ${path}: ${reason}`),
    onProgress: (done, total, unreadable) => progress.show(reading(done, total, unreadable)),
    signal,
    ...(cache !== false && { cacheFolder: cache ?? defaultCacheFolder() }),
    onNote: (text) => progress.note(text),
  };
}

/** Returns a function that describes how many images of a test are done. */
export const testingWork = (): ReturnType<typeof countedWork> =>
  countedWork({ doing: 'testing', did: 'tested', things: 'images' });
