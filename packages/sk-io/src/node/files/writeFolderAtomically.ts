/** Writes a folder beside its place and renames it: it is complete whenever it is there. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from './makeFolder.js';
import { syncFolder } from './syncFolder.js';
import { temporaryPath } from './temporaryPath.js';

/** Returns where a folder's former content waits for the moment between two renames. */
function formerPath(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.former`);
}

/**
 * Replaces `folder` by one that `fill` writes. Killed at any moment, it leaves the old folder or the new one; the old one
 * may stand at its former place, where {@link completeFolder} finds it.
 *
 * @param fill Writes the files into the empty folder that it is given, each with `writeSynced`.
 * @throws Error of the system where the folder cannot be written; whatever `fill` throws
 */
export async function writeFolderAtomically(
  folder: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const target = resolve(folder);
  const [former, temporary] = [formerPath(target), temporaryPath(target)];
  await makeFolder(dirname(target));
  if (existsSync(former) && !existsSync(target)) await rename(former, target);
  try {
    await mkdir(temporary);
    await fill(temporary);
    await syncFolder(temporary);
    await rm(former, { recursive: true, force: true });
    if (existsSync(target)) await rename(target, former);
    await moveInto(temporary, target, former);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
  await rm(former, { recursive: true, force: true });
}

/** The former folder comes back where the new one cannot take its place. */
async function moveInto(temporary: string, target: string, former: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (error) {
    if (existsSync(former)) await rename(former, target);
    throw error;
  }
}

/** Returns the folder itself or, where a write was killed between its renames, what was there before. */
export function completeFolder(folder: string): string {
  const target = resolve(folder);
  const former = formerPath(target);
  return !existsSync(target) && existsSync(former) ? former : folder;
}
