/** Shards as commands open them: with a bar while those without an index are read. */
import { countedWork, openProgress } from 'sk-io/command';
import {
  type FindShardsOptions,
  type FoundShards,
  findShards,
} from '../../../node/data/streams/findShards.js';

/** Finds the shards of a source, as {@link findShards} does. */
export async function openShardData(
  source: string,
  options: Pick<FindShardsOptions, 'classNames' | 'only'> = {},
): Promise<FoundShards> {
  const progress = openProgress();
  const opening = countedWork({ doing: 'opening', did: 'opened', things: 'shards' });
  try {
    return await findShards(source, {
      ...options,
      onProgress: (done, total) => progress.show(opening(done, total, 0)),
    });
  } finally {
    progress.close();
  }
}
