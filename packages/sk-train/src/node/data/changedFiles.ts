/** Two lists of the files of a data folder, compared. */
import type { RunFile } from 'sk-io/node';

/** Differences that are named; the rest are counted. */
const mostNamed = 3;

/**
 * Says in what the files of a folder differ from what they were.
 * @returns Undefined where they do not.
 */
export function describeChanges(before: readonly RunFile[], now: readonly RunFile[]): string | undefined {
  const [old, current] = [byName(before), byName(now)];
  const changes = [...new Set([...old.keys(), ...current.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name), current.get(name)];
    if (was === undefined) return [`${name} is new`];
    if (is === undefined) return [`${name} is gone`];
    return was === is ? [] : [`${name} has ${is} bytes instead of ${was}`];
  });
  if (changes.length === 0) return undefined;
  const more = changes.length - mostNamed;
  return `${changes.slice(0, mostNamed).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

const byName = (files: readonly RunFile[]): ReadonlyMap<string, number> =>
  new Map(files.map(({ name, bytes }) => [name, bytes]));
