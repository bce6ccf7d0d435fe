/** The counts that each task leaves in its workspace as an output of turbo, so that they are there from the cache too. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const fileOf = (folder, task) => join(folder, '.cache', 'counts', `${task.replace(':', '-')}.json`);

/** Writes how many tests of a task passed and failed. */
export function writeCounts(folder, task, { passed, failed }) {
  const file = fileOf(folder, task);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ passed, failed })}\n`);
}

/** Returns the counts of a task, or undefined where the task left none. */
export function readCounts(folder, task) {
  try {
    return JSON.parse(readFileSync(fileOf(folder, task), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export function removeCounts(folder, task) {
  rmSync(fileOf(folder, task), { force: true });
}
