/**
 * The lock that keeps a second trainer out of a run's folder: the number of the process that holds it, its age, and which
 * folder it holds, since a copy of the folder has a copy of the lock.
 */
import { readFileSync } from 'node:fs';
import { link, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { temporaryPath } from '../files/temporaryPath.js';
import { runPaths } from '../layout/runLayout.js';
import { RunError } from './runError.js';

/** Makes this process the only trainer of a run; answers a function that ends that. */
export async function lockRun(run: string): Promise<() => Promise<void>> {
  const path = runPaths.lock(run);
  await makeFolder(resolve(run));
  const { ino: folder } = await stat(run, { bigint: true });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const { startTime } = procState(process.pid) ?? {};
      const owner = [process.pid, ...(startTime === undefined ? [] : [startTime]), `folder ${folder}`];
      await create(path, owner.join(' '));
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = readOwner(path);
      const isCopy = owner?.folder !== undefined && owner.folder !== `${folder}`;
      if (owner !== undefined && !isCopy && isAlive(owner)) {
        throw new RunError(
          `${run}: process ${owner.pid} trains here already; if that is something else, remove ${path}`,
        );
      }
      await rm(path, { force: true });
    }
  }
  throw new RunError(`${run}: another process has taken the lock`);
}

/** With its content from the first moment on, where the file system has links. */
async function create(path: string, content: string): Promise<void> {
  const temporary = temporaryPath(path);
  await writeFile(temporary, `${content}\n`);
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await writeFile(path, `${content}\n`, { flag: 'wx' });
  } finally {
    await rm(temporary, { force: true });
  }
}

interface Owner {
  readonly pid: number;
  /** As {@link procState} has it; missing where the system does not tell. */
  readonly startTime?: string;
  /** The number of the folder in its file system; missing in locks of older versions. */
  readonly folder?: string;
}

/** Nothing where the lock is gone by now, or names no process. */
function readOwner(path: string): Owner | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const [, pid, startTime, folder] = /^(\d+)(?: (\d+))?(?: folder (\d+))?\s*$/.exec(text) ?? [];
  if (pid === undefined) return undefined;
  return {
    pid: Number(pid),
    ...(startTime !== undefined && { startTime }),
    ...(folder !== undefined && { folder }),
  };
}

/** Numbers of processes are used again, so that the same number at another start time is somebody else. */
function isAlive({ pid, startTime }: Owner): boolean {
  if (!(pid > 0)) return false;
  const state = procState(pid);
  if (state?.isZombie) return false;
  if (state !== undefined && startTime !== undefined) return state.startTime === startTime;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What Linux says of a process; nothing elsewhere, or where there is none of that number. */
function procState(pid: number): { isZombie: boolean; startTime: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the command in brackets, whatever is in it; the third is the state, the 22nd the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { isZombie: fields[0] === 'Z', startTime: fields[19] as string };
  } catch {
    return undefined;
  }
}
