/**
 * The checkpoints of a run as they lie on the disk: which is the newest, which the best, which may go. Names that begin
 * with a dot are no checkpoints: `.former` is one that is being replaced, `.damaged` one that a resume passed over.
 */
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { ModelFileError } from '../../modelFileError.js';
import { readJsonFile } from '../files/readTextFile.js';
import { isLeftover } from '../files/temporaryPath.js';
import { writeFileAtomically } from '../files/writeFileAtomically.js';
import { checkpointPattern, runPaths } from '../layout/runLayout.js';
import { verifyCheckpoint } from './checkpointManifest.js';
import type { SavedState } from './checkpointState.js';

const asidePattern = /^\.(step-\d{8,})\.(former|damaged)$/;

const stepOf = (name: string): number => Number(checkpointPattern.exec(name)?.[1]);

/** Names of the checkpoints of a run, the newest first. */
export async function checkpointNames(run: string): Promise<string[]> {
  const names = (await namesIn(runPaths.checkpoints(run))).filter((name) => checkpointPattern.test(name));
  return names.sort((a, b) => stepOf(b) - stepOf(a));
}

async function namesIn(folder: string): Promise<string[]> {
  return existsSync(folder) ? await readdir(folder) : [];
}

/** Removes what is no longer wanted after `written` was: never that one itself, and never the best. */
export async function prune(run: string, written: string, keep: number): Promise<void> {
  const parent = runPaths.checkpoints(run);
  const best = await bestCheckpoint(run);
  const others = (await checkpointNames(run)).filter((name) => name !== written);
  for (const name of others.slice(keep - 1)) {
    if (best !== undefined && basename(best) === name) continue;
    // Renamed first: a folder that is half removed must not look like a checkpoint.
    const doomed = join(parent, `.${name}.${process.pid}.old`);
    await rename(join(parent, name), doomed);
    await rm(doomed, { recursive: true, force: true });
  }
  for (const name of await namesIn(parent)) {
    const [, aside, kind] = asidePattern.exec(name) ?? [];
    if (aside === undefined || kind !== 'damaged' || stepOf(aside) > stepOf(written)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

/**
 * Removes what an interrupted save left behind, and puts back a checkpoint that was about to be replaced. The caller
 * holds the run's lock.
 */
export async function removeLeftovers(run: string): Promise<void> {
  const parent = runPaths.checkpoints(run);
  for (const name of (await namesIn(parent)).filter((name) => name.startsWith('.'))) {
    const [, aside, kind] = asidePattern.exec(name) ?? [];
    if (kind === 'damaged') continue;
    if (aside !== undefined && !existsSync(join(parent, aside))) {
      await rename(join(parent, name), join(parent, aside));
    } else {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
  for (const name of await namesIn(run)) {
    const isDraft = Object.values(runPaths).some((path) => isLeftover(name, path(run)));
    if (isDraft) await rm(join(run, name), { force: true });
  }
}

/**
 * Makes a checkpoint the newest one of its run again: newer ones, which are damaged, are set aside until the run has
 * come to their step again, and best.json names the best one that the run knew of then.
 * @param folder the checkpoint; nothing where the run begins anew
 */
export async function goBackTo(
  run: string,
  folder: string | undefined,
  saved: Pick<SavedState, 'state' | 'best'> | undefined,
): Promise<void> {
  const parent = runPaths.checkpoints(run);
  const step = folder === undefined ? -1 : stepOf(basename(folder));
  for (const name of (await checkpointNames(run)).filter((name) => stepOf(name) > step)) {
    const aside = join(parent, `.${name}.damaged`);
    await rm(aside, { recursive: true, force: true });
    await rename(join(parent, name), aside);
  }
  if (saved?.best !== undefined && existsSync(join(parent, saved.best))) {
    await writeBest(run, saved.best, saved.state.bestAccuracy);
    return;
  }
  const best = await bestCheckpoint(run).catch(() => '');
  if (best !== undefined && !existsSync(best)) await rm(runPaths.best(run), { force: true });
}

export async function writeBest(run: string, checkpoint: string, accuracy: number): Promise<void> {
  await writeFileAtomically(runPaths.best(run), `${JSON.stringify({ checkpoint, accuracy })}\n`);
}

/** The file holds one name and one number. */
const maxBestBytes = 2 ** 16;

/** Returns the checkpoint of the best epoch, where the run has one. */
export async function bestCheckpoint(run: string): Promise<string | undefined> {
  const path = runPaths.best(run);
  if (!existsSync(path)) return undefined;
  const parsed = z
    .object({ checkpoint: z.string().regex(checkpointPattern) })
    .safeParse(await readJsonFile(path, maxBestBytes));
  if (!parsed.success) throw new ModelFileError(path, 'names no checkpoint');
  return join(runPaths.checkpoints(run), parsed.data.checkpoint);
}

/** The newest complete checkpoint; damaged ones are passed over, and `onDamaged` is told why. */
export async function latestValidCheckpoint(
  run: string,
  onDamaged: (folder: string, reason: string) => void,
): Promise<string | undefined> {
  for (const name of await checkpointNames(run)) {
    const folder = join(runPaths.checkpoints(run), name);
    const reason = await verifyCheckpoint(folder);
    if (reason === undefined) return folder;
    onDamaged(folder, reason);
  }
  return undefined;
}
