/** Writes files into a new folder. */
import { join } from 'node:path';
import { writeFolderAtomically } from './writeFolderAtomically.js';
import { writeSynced } from './writeSynced.js';

/**
 * Writes a folder that is there when all of its files are.
 * @param files Names and contents.
 * @param fill Writes more files into the empty folder that it is given.
 * @throws Error of the system; whatever `fill` throws
 */
export async function writeFolder(
  folder: string,
  files: readonly (readonly [name: string, content: string])[],
  fill: (temporary: string) => Promise<void> = async () => undefined,
): Promise<void> {
  await writeFolderAtomically(folder, async (temporary) => {
    for (const [name, content] of files) await writeSynced(join(temporary, name), content);
    await fill(temporary);
  });
}
