/** Names for classes that have numbers alone. */
import { DataError } from 'sk-io';
import { unnamedClass } from '../unnamedClass.js';

/** The most classes that data may have without names. */
const mostUnnamed = 100_000;

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
