/** Puts a folder's list of names on the disk. */
import { open } from 'node:fs/promises';

/** The answers of systems that do not sync folders, and of folders that may be written to and not opened. */
const unable = ['EACCES', 'EINVAL', 'EISDIR', 'ENOSYS', 'ENOTSUP', 'EPERM'];

/**
 * Waits until the disk has the folder's list of names; where the system cannot do that, nothing happens.
 * @throws Error of the system where the disk fails or the folder is missing
 */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!unable.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
