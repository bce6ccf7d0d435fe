/** Suggests names for a misspelt one. */
import { elementAt } from './elementAt.js';

/** Returns up to `count` of the candidates that are near to the name, the nearest first. */
export function nearestNames(name: string, candidates: Iterable<string>, count = 1): readonly string[] {
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: editDistance(normalise(name), normalise(candidate)) }))
    .filter(({ distance }) => distance <= Math.max(2, name.length / 2))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** Turns 'SKNet-50' and 'sknet_50' into 'sknet50'. */
const normalise = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 64);

/** Returns how many letters to insert, delete or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replace = elementAt(row, j) + (letter === other ? 0 : 1);
      next.push(Math.min(replace, elementAt(row, j + 1) + 1, elementAt(next, j) + 1));
    }
    row = next;
  }
  return elementAt(row, b.length);
}
