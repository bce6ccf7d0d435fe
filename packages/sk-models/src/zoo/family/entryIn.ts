/** Finds a network by its name. */
import { nearestNames } from 'sk-core';
import { ModelError } from '../../modelError.js';
import type { ModelEntry } from '../../types.js';

/**
 * Returns the entry of a network.
 *
 * @param others Says in a sentence which names there are.
 * @throws ModelError that suggests the nearest name.
 */
export function entryIn(entries: ReadonlyMap<string, ModelEntry>, name: string, others: string): ModelEntry {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  const [near] = nearestNames(name, entries.keys());
  const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
  throw new ModelError(`no model is called '${name}'.${hint} ${others}`);
}
