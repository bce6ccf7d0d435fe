/** Names of what is being written beside its place. */
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** Returns a path beside `target` that nobody else has, for the same file system. */
export function temporaryPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.new-${randomUUID()}`);
}

/** Tells whether a name is that of something half written which a killed process left beside `target`. */
export function isLeftover(name: string, target: string): boolean {
  return name.startsWith(`.${basename(target)}.new-`);
}
