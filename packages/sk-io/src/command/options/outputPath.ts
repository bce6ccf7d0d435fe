/** Paths that a command writes to: how they are given, and whether they can be written. */
import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { UsageError } from '../exit/usageError.js';

/** Parses a path. An empty one, as of a variable that is not set, would be the folder that the shell is in. */
export function outputPath(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('wants a path.');
}

/**
 * Checks whether something can be written at a path, before the work that would be lost otherwise.
 * @param option The one that the path was given by, for messages.
 * @throws UsageError where the path is of the other kind, or the folder that it would lie in cannot be written
 */
export function checkTarget(path: string, kind: 'file' | 'folder', option = '--out'): void {
  if (existsSync(path) && statSync(path).isDirectory() !== (kind === 'folder')) {
    const found = kind === 'folder' ? 'a file' : 'a folder';
    throw new UsageError(`${option} ${path} is ${found}; a ${kind} is to be written there`);
  }
  const nearest = nearestThatExists(kind === 'folder' ? path : dirname(path));
  if (!statSync(nearest).isDirectory()) {
    throw new UsageError(`${option} ${path}: ${nearest} is a file, so nothing can lie below it`);
  }
  const where = nearest === resolve(path) ? `${option} ${path}` : `${option} ${path}: ${nearest}`;
  try {
    // Asking for permission says nothing of a read-only disk, or of a place such as /proc that takes no files.
    rmdirSync(mkdtempSync(join(nearest, '.sk-')));
  } catch (error) {
    const why = reasons.get((error as NodeJS.ErrnoException).code ?? '') ?? 'takes no files';
    throw new UsageError(`${where} ${why}: take another place`);
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'cannot be written to by this user'],
  ['EPERM', 'cannot be written to by this user'],
  ['EROFS', 'lies on a disk that is read-only'],
  ['ENOSPC', 'lies on a disk that is full'],
]);

function nearestThatExists(path: string): string {
  const whole = resolve(path);
  return existsSync(whole) ? whole : nearestThatExists(dirname(whole));
}
