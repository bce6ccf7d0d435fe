/** Makes a folder and those above it. Not with `recursive: true`, which hides why the disk refuses, or never ends in /proc. */
import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @throws Error of the system for the folder that cannot be made; Error where there is a place that takes no folder */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (code !== 'ENOENT') throw error;
    const above = dirname(path);
    if (above === path || existsSync(above)) {
      throw new Error(`${path} cannot be made: ${above} takes no folders`, { cause: error });
    }
    await makeFolder(above);
    await makeFolder(path);
  }
}
