/** The one list of models: creation, listing, counting and tests all read it. */
import { resnextEntries } from './families/resnext.js';
import { senetEntries } from './families/senet.js';
import { sknetEntries } from './families/sknet.js';
import { ModelError } from './modelError.js';
import type { ModelEntry } from './types.js';

export const registry: ReadonlyMap<string, ModelEntry> = new Map(
  [...resnextEntries, ...senetEntries, ...sknetEntries].map((entry) => [entry.name, entry]),
);

/** @throws ModelError that names what is nearest. */
export function findEntry(name: string): ModelEntry {
  const entry = registry.get(name);
  if (entry !== undefined) return entry;
  const near = nearest(name);
  const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
  throw new ModelError(`no model is called '${name}'.${hint} listModels() names all ${registry.size}.`);
}

function nearest(name: string): string | undefined {
  const ranked = [...registry.keys()]
    .map((candidate) => ({ candidate, distance: editDistance(normalise(name), normalise(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, name.length / 2) ? best.candidate : undefined;
}

/** 'SKNet-50' and 'sknet_50' mean 'sknet50'. */
const normalise = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 64);

/** Letters to insert, delete or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
