/** The name of a network that somebody typed. */
import { findEntry, registry } from 'sk-models';

/** @throws ModelError for a name that is not in the registry, with the command that lists them all */
export function checkModelName(name: string): void {
  findEntry(name, `'sk-train models' lists all ${registry.size}.`);
}
