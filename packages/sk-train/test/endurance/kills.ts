/** Runs of the built command that are killed, and what they leave. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLog } from 'sk-io/node';
import { type CommandOptions, startCommand } from '../command.js';

export const checkpointName = (step: number): string => `step-${String(step).padStart(8, '0')}`;

/** Returns all bytes that the step after this one depends on. */
export function bytesAfter(run: string, step: number): Buffer[] {
  const folder = join(run, 'checkpoints', checkpointName(step));
  const names = ['weights.bin', 'optimizer.bin', 'ema.bin'].filter((name) => existsSync(join(folder, name)));
  return names.map((name) => readFileSync(join(folder, name)));
}

/** Returns the log without its times. */
export function factsOf(run: string): object[] {
  return (readLog(run) ?? []).map((record) => ({
    ...record,
    imagesPerSecond: 0,
    dataWait: 0,
    seconds: 0,
    time: 0,
  }));
}

/** Kills the command some milliseconds after it has logged a step. Returns whether it was alive until then. */
export async function killAfterStep(
  args: readonly string[],
  run: string,
  { step, delay }: { readonly step: number; readonly delay: number },
  options?: CommandOptions,
): Promise<boolean> {
  const { child, finished } = startCommand(args, options);
  const log = join(run, 'log.jsonl');
  let seen = 0;
  while (child.exitCode === null) {
    const { size = 0 } = statSync(log, { throwIfNoEntry: false }) ?? {};
    if (size !== seen && readFileSync(log, 'utf8').includes(`"step":${step},`)) break;
    seen = size;
    await sleep(5);
  }
  await sleep(delay);
  child.kill('SIGKILL');
  return (await finished).signal === 'SIGKILL';
}
