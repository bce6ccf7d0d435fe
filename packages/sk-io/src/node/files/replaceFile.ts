/** Writes a file beside its place and renames it: it is whole whenever it is there. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ModelFileError } from '../../modelFileError.js';

/**
 * A file that is there is replaced once the new one is complete and on disk; folders on the way are made.
 * @throws ModelFileError where the file cannot be written; what `write` throws is thrown on, where it is one of those
 */
export async function replaceFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const target = resolve(path);
  // Asked before the work is done, not by the renaming at its end.
  const isFolder = await stat(target).then(
    (info) => info.isDirectory(),
    () => false,
  );
  if (isFolder) throw new ModelFileError(path, 'is a folder, and a file is to be written there');
  const temporary = join(dirname(target), `.${basename(target)}.new-${randomUUID()}`);
  try {
    await mkdir(dirname(target), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(path, `cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
