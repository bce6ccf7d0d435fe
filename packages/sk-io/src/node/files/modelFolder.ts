/** Folders that are complete whenever they are there: written beside their place, synced, renamed. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ModelFileError } from '../../modelFileError.js';
import { checkpointFiles, modelFiles } from '../layout/runLayout.js';

/** Files that a folder may hold and still be replaced. */
const known: ReadonlySet<string> = new Set([...Object.values(modelFiles), ...Object.values(checkpointFiles)]);

/** Where the folder's former content waits for the moment between two renames. */
const formerOf = (folder: string): string => join(dirname(folder), `.${basename(folder)}.former`);

/**
 * Replaces `folder` by one with these files. Killed at any moment, it leaves the old folder or the new one, which
 * {@link completeFolder} finds.
 * @throws ModelFileError where the folder holds something that is not ours.
 */
export async function writeFolder(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const target = resolve(folder);
  const [parent, former] = [dirname(target), formerOf(target)];
  await mkdir(parent, { recursive: true });
  await checkReplaceable(target);
  if (existsSync(former) && !existsSync(target)) await rename(former, target);
  const temporary = await mkdtemp(join(parent, `.${basename(target)}.new-`));
  try {
    for (const [name, content] of Object.entries(files)) await writeSynced(join(temporary, name), content);
    // mkdtemp makes folders for their owner alone.
    await chmod(temporary, 0o777 & ~process.umask());
    await sync(temporary);
    await rm(former, { recursive: true, force: true });
    if (existsSync(target)) await rename(target, former);
    await rename(temporary, target);
    await sync(parent);
    await rm(former, { recursive: true, force: true });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The folder itself or, where a write was killed between its renames, what was there before. */
export function completeFolder(folder: string): string {
  const target = resolve(folder);
  const former = formerOf(target);
  return !existsSync(target) && existsSync(former) ? former : folder;
}

async function checkReplaceable(target: string): Promise<void> {
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

async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A folder's entries reach the disk when the folder is synced; some systems cannot do that and do not need it. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}
