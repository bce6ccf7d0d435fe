/** Files of models and weights, written whole, with the errors of this package. */
import { stat } from 'node:fs/promises';
import { ModelFileError } from '../../modelFileError.js';
import { systemReason } from './systemReason.js';
import { writeFileAtomically } from './writeFileAtomically.js';
import type { FileContent } from './writeSynced.js';

/**
 * A file that is there is replaced once the new one is complete and on disk; folders on the way are made.
 * @throws ModelFileError where the file cannot be written, and one that `content` throws
 */
export async function writeModelFile(path: string, content: FileContent): Promise<void> {
  // Asked before the work is done, not by the renaming at its end.
  const isFolder = await stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
  if (isFolder) throw new ModelFileError(path, 'is a folder, and a file is to be written there');
  await writeFileAtomically(path, content).catch((error: unknown) => refuseWriting(path, error));
}

/** Throws the error as a ModelFileError of the file or folder that was to be written. */
export function refuseWriting(path: string, error: unknown): never {
  if (error instanceof ModelFileError) throw error;
  throw new ModelFileError(path, `cannot be written: ${systemReason(error)}`, { cause: error });
}
