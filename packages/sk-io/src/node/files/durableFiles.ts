/** Files that survive a crash: what is written is on the disk before anything points at it. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file and waits until the disk has it. */
export async function writeDurably(path: string, data: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until the disk has the folder's list of names. */
export async function syncFolder(path: string): Promise<void> {
  // Windows knows no such thing as opening a folder.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Gives a file new content at once: readers see the old one or the new one. */
export async function replaceDurably(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeDurably(temporary, data);
  await rename(temporary, path);
  await syncFolder(dirname(path));
}
