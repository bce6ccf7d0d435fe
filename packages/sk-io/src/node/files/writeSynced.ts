/** Writes a file and puts it on the disk. For a place that nobody reads yet: a folder that is being filled. */
import { type FileHandle, open } from 'node:fs/promises';

/** The content of a file, or what writes it piece by piece. */
export type FileContent = string | Uint8Array | ((file: FileHandle) => Promise<void>);

/**
 * Writes a file and waits until the disk has it.
 * @param flags as those of `open`: 'w' replaces what is there, 'wx' refuses
 * @throws Error of the system; whatever `content` throws
 */
export async function writeSynced(
  path: string,
  content: FileContent,
  flags: 'w' | 'wx' = 'w',
): Promise<void> {
  const file = await open(path, flags);
  try {
    await (typeof content === 'function' ? content(file) : file.writeFile(content));
    await file.sync();
  } finally {
    await file.close();
  }
}
