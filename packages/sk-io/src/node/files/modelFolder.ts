/** Folders of models: nothing is replaced but a model. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ModelFileError } from '../../modelFileError.js';
import { checkpointFiles, modelFiles } from '../layout/runLayout.js';
import { writeFolderAtomically } from './writeFolderAtomically.js';
import { writeSynced } from './writeSynced.js';

/** Files that a folder may hold and still be replaced. */
const known: ReadonlySet<string> = new Set([...Object.values(modelFiles), ...Object.values(checkpointFiles)]);

/**
 * Replaces `folder` by one with these files. Killed at any moment, it leaves the old folder or the new one.
 * @throws ModelFileError where the folder holds something that is no part of a model; Error of the system
 */
export async function writeModelFolder(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  await checkReplaceable(folder);
  await writeFolderAtomically(folder, async (temporary) => {
    for (const [name, content] of files) await writeSynced(join(temporary, name), content);
  });
}

/**
 * Checks whether a model may be saved as this folder, before the work that would be lost otherwise.
 * @throws ModelFileError where it is no folder, or holds something that is no part of a model
 */
export async function checkReplaceable(folder: string): Promise<void> {
  const target = resolve(folder);
  if (!existsSync(target)) return;
  const names = await readdir(target).catch((error: Error) => {
    throw new ModelFileError(target, 'is no folder, and a model is saved as a folder', { cause: error });
  });
  const foreign = names.find((name) => !known.has(name));
  if (foreign === undefined) return;
  throw new ModelFileError(
    target,
    `holds ${foreign}, which saving a model here would delete: choose a new folder`,
  );
}
