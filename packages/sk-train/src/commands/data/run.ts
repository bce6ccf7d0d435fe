/** `sk-train data`: leads to one of its tasks. */
import { existsSync } from 'node:fs';
import { checkTarget, exitCodes, UsageError } from 'sk-io/command';
import { inspectData } from './inspect/inspectData.js';
import { type DataCommandOptions, type DataTask, readBy } from './options.js';
import { shardData } from './shard/shardData.js';
import { splitData } from './split/splitData.js';

/** Does the task and returns the exit code. */
export async function runData(task: DataTask, source: string, options: DataCommandOptions): Promise<number> {
  checkRead(task, options);
  if (task === 'inspect') {
    await inspectData(source, options);
    return exitCodes.ok;
  }
  const { out } = options;
  if (out === undefined) throw new UsageError(`--out <folder> is missing: where ${task} writes to`);
  if (existsSync(out)) throw new UsageError(`--out ${out}: is there already: take another place`);
  checkTarget(out, 'folder');
  await (task === 'shard' ? shardData : splitData)(source, { ...options, out });
  return exitCodes.ok;
}

/** @throws UsageError for an option that the task does not read */
function checkRead(task: DataTask, options: DataCommandOptions): void {
  const names = Object.keys(readBy) as (keyof DataCommandOptions)[];
  const other = names.find((name) => options[name] !== undefined && !readBy[name].includes(task));
  if (other === undefined) return;
  const option = other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(
    `--${option} is of data ${readBy[other].join(' and ')}, and ${task} does not read it: leave it out`,
  );
}
