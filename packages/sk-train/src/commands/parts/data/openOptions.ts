/** How a command opens a data folder, and what it shows meanwhile. */
import { countedWork, type Progress } from 'sk-io/command';
import { defaultCacheFolder } from 'sk-io/node';
import type { Preprocessing } from 'sk-models';
import type { DecodePool } from '../../../node/data/decodePool.js';
import type { OpenOptions } from '../../../node/data/openData.js';
import type { DataOptions } from './dataOptions.js';

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
