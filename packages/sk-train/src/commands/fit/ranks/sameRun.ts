/** Makes sure that the ranks of a run go on from one checkpoint, and were started alike. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Ranks } from 'sk-core';
import type { RunFiles } from 'sk-io/node';
import { broadcastText } from '../../../ranks/broadcast.js';
import type { RankFacts } from '../../../ranks/compareRanks.js';
import type { RankOptions } from './options.js';

/** Returns the checkpoint that the first rank finds; the others wait until it has. */
export async function sameCheckpoint(
  ranks: Ranks | undefined,
  find: () => Promise<string | undefined>,
): Promise<string | undefined> {
  if (ranks === undefined) return await find();
  const own = ranks.rank === 0 ? await find() : undefined;
  const folder = await broadcastText(ranks, own ?? '');
  return folder === '' ? undefined : folder;
}

/** Returns facts that the command knows besides recipe, model and data. */
export function rankFacts(
  { files }: RunFiles,
  backend: string,
  { syncBatchNorm = false }: RankOptions,
): RankFacts {
  const { version } = createRequire(import.meta.url)('../../../../package.json') as { version: string };
  const digest = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  return { 'sk-train': version, backend, 'list of files': digest, syncBatchNorm: `${syncBatchNorm}` };
}
