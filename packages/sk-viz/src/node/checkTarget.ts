/** Whether something can be written at a path, before the work that would be lost otherwise. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { UsageError } from './exitCodes.js';

/** @throws UsageError where the path is of the other kind, or the folder that it would lie in cannot be written. */
export function checkTarget(path: string, kind: 'file' | 'folder'): void {
  if (existsSync(path) && statSync(path).isDirectory() !== (kind === 'folder')) {
    const found = kind === 'folder' ? 'a file' : 'a folder';
    throw new UsageError(`--out ${path} is ${found}; a ${kind} is to be written there.`);
  }
  const nearest = nearestThatExists(kind === 'folder' ? path : dirname(path));
  if (!statSync(nearest).isDirectory()) {
    throw new UsageError(`--out ${path}: ${nearest} is a file, so nothing can lie below it.`);
  }
  try {
    accessSync(nearest, constants.W_OK);
  } catch {
    throw new UsageError(`--out ${path}: ${nearest} cannot be written to. Take another place.`);
  }
}

/** @throws UsageError where the figures would lie among the images, and be taken for images the next time. */
export function checkApart(folder: string, images: string): void {
  const way = relative(resolve(images), resolve(folder));
  if (way.split(sep)[0] === '..' || isAbsolute(way)) return;
  throw new UsageError(
    `--out: the figures would be written to ${folder}, among the images of ${images}, and be read as images the next time. Take another place or name.`,
  );
}

function nearestThatExists(path: string): string {
  const whole = resolve(path);
  return existsSync(whole) ? whole : nearestThatExists(dirname(whole));
}
