/** Sums over ranks of numbers that a float32 is too short for. */
import { elementAt, type Ranks } from 'sk-core';

/** Returns the sums of some numbers over all ranks, with about 48 bits each. */
export async function sumOverRanks(ranks: Ranks, numbers: readonly number[]): Promise<readonly number[]> {
  // Each number as a float32, and behind all of them what that leaves of each.
  const halves = Float32Array.from([...numbers, ...numbers.map((number) => number - Math.fround(number))]);
  await ranks.allreduce(halves);
  const rests = halves.subarray(numbers.length);
  return numbers.map((_, i) => elementAt(halves, i) + elementAt(rests, i));
}

/** Does the same with numbers that have names. */
export async function namedSums<Name extends string>(
  ranks: Ranks,
  numbers: Readonly<Record<Name, number>>,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(numbers) as Name[];
  const sums = await sumOverRanks(
    ranks,
    names.map((name) => numbers[name]),
  );
  return Object.fromEntries(names.map((name, i) => [name, elementAt(sums, i)])) as Record<Name, number>;
}

/** Returns one number of each rank, in their order. */
export async function numbersOfRanks(ranks: Ranks, own: number): Promise<readonly number[]> {
  return await sumOverRanks(
    ranks,
    Array.from({ length: ranks.size }, (_, rank) => (rank === ranks.rank ? own : 0)),
  );
}
