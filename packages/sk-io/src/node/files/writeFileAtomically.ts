/** Writes a file beside its place and renames it: it is whole whenever it is there. */
import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makeFolder } from './makeFolder.js';
import { syncFolder } from './syncFolder.js';
import { temporaryPath } from './temporaryPath.js';
import { type FileContent, writeSynced } from './writeSynced.js';

/**
 * Gives a file its content at once: readers see the old one or the new one, also after a crash. Folders on the way are
 * made. Nothing is left behind where it fails; a killed process leaves a file that {@link isLeftover} knows.
 *
 * @throws Error of the system where the file cannot be written; whatever `content` throws
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  const target = resolve(path);
  const temporary = temporaryPath(target);
  try {
    await makeFolder(dirname(target));
    await writeSynced(temporary, content, 'wx');
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
}
