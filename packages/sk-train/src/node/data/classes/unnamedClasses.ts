/** Names for classes that have numbers alone. */
import { DataError } from 'sk-io';

/** The most classes that data may have without names. */
const mostUnnamed = 100_000;

/** Returns the name of a class where nothing names it. */
export const unnamedClass = (index: number): string => `class ${index}`;

/** Tells whether a class's name is one that it was given for its number. */
export function isUnnamed(name: string): boolean {
  return /^class \d+$/.test(name);
}

/**
 * Returns a name for each of so many classes.
 * @throws DataError for more than a source may have without a file of names
 */
export function unnamedClasses(source: string, count: number): readonly string[] {
  if (count <= mostUnnamed) return Array.from({ length: count }, (_, i) => unnamedClass(i));
  throw new DataError(
    `${source}: its labels count ${count} classes, wants at most ${mostUnnamed} without names: write those into classes.txt beside it`,
  );
}
