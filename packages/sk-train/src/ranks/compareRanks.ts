/** Ranks that were started with different recipes, seeds or data are found before the first step. */
import type { Ranks } from 'sk-core';
import { broadcastText } from './broadcast.js';
import { RankError } from './rankError.js';
import { numbersOfRanks } from './sums.js';

/** Facts that have to be the same on all ranks, by their names. */
export type RankFacts = Readonly<Record<string, string>>;

/** @throws RankError on every rank, with the same message, where facts of a rank are not those of rank 0 */
export async function compareRanks(ranks: Ranks, facts: RankFacts): Promise<void> {
  const first = JSON.parse(await broadcastText(ranks, JSON.stringify(facts))) as RankFacts;
  const names = [...new Set([...Object.keys(first), ...Object.keys(facts)])];
  const differing = names.filter((name) => first[name] !== facts[name]);
  const counts = await numbersOfRanks(ranks, differing.length);
  const rank = counts.findIndex((count) => count > 0);
  if (rank < 0) return;
  const said = differing.map((name) => `${name} (${short(facts[name])}, not ${short(first[name])})`);
  const words = await broadcastText(ranks, said.join('; '), rank);
  throw new RankError(
    `rank ${rank} has not what rank 0 has: ${words}: start all ranks with the same command, version and data`,
  );
}

const longest = 60;

function short(fact: string | undefined): string {
  if (fact === undefined) return 'nothing';
  return fact.length > longest ? `${fact.slice(0, longest)}...` : fact;
}
