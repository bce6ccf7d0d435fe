/** A run that is killed at any moment and resumed ends with the bits of one that never was. Uses the built command. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLog } from 'sk-io/node';
import { RandomStream } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { permutation } from '#internal';
import { runCommand, startCommand } from '../command.js';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';

const steps = 80;
/** Kills come this early: however late the test notices a step, the run is still far from its end. */
const killedBefore = 40;
const chains = 2;
const killsInChain = 10;

const fitArguments = (data: string, run: string, threads: number): string[] => [
  'fit',
  ...['--threads', `${threads}`],
  ...['--data', data, '--model', 'sknet_slim', '--image-size', '8', '--batch-size', '4'],
  ...['--epochs', '14', '--max-steps', `${steps}`, '--lr', '0.02', '--seed', '3', '--backend', 'wasm'],
  ...['--checkpoint-every', '2', '--log-every', '1', '--workers', '0', '--out', run, '--resume'],
];

/** All bytes that the next step depends on. */
function finalBytes(run: string): Buffer[] {
  const folder = join(run, 'checkpoints', `step-${String(steps).padStart(8, '0')}`);
  return ['weights.bin', 'optimizer.bin'].map((name) => readFileSync(join(folder, name)));
}

/** The log without its times. */
function facts(run: string): object[] {
  return (readLog(run) ?? []).map((record) => ({ ...record, imagesPerSecond: 0, dataWait: 0, seconds: 0 }));
}

/** Kills the command some milliseconds after it has logged a step; answers whether it was alive until then. */
async function killAfterStep(
  args: readonly string[],
  run: string,
  step: number,
  delay: number,
): Promise<boolean> {
  const { child, finished } = startCommand(args);
  const log = join(run, 'log.jsonl');
  while (child.exitCode === null) {
    if (existsSync(log) && readFileSync(log, 'utf8').includes(`"step":${step},`)) break;
    await sleep(2);
  }
  await sleep(delay);
  child.kill('SIGKILL');
  return (await finished).signal === 'SIGKILL';
}

describe('sk-train fit --resume after kill -9', () => {
  it(`${chains} runs of ${steps} steps, each killed ${killsInChain} times, on one thread or two, end as the run that was left alone`, {
    timeout: 1_800_000,
  }, async () => {
    const folder = await temporaryFolder();
    const data = await writeImageFolder(join(folder, 'data'), { train: 8, test: 2 });
    const whole = join(folder, 'whole');
    expect(await runCommand(fitArguments(data, whole, 1))).toMatchObject({ code: 0 });
    expect(facts(whole).filter((record) => 'loss' in record)).toHaveLength(steps);

    let kills = 0;
    const endure = async (chain: number): Promise<void> => {
      const run = join(folder, `chain-${chain}`);
      const stream = new RandomStream(7, 'data', chain);
      const order = Array.from(permutation(killedBefore - 1, stream)).slice(0, killsInChain);
      for (const step of order.map((number) => number + 1).sort((a, b) => a - b)) {
        const args = fitArguments(data, run, 1 + (step % 2));
        if (await killAfterStep(args, run, step, stream.uniform(0, 40))) kills++;
      }
      const end = await runCommand(fitArguments(data, run, 1));
      expect(end, end.stderr).toMatchObject({ code: 0 });
      expect(finalBytes(run)).toEqual(finalBytes(whole));
      expect(facts(run)).toEqual(facts(whole));
    };
    await Promise.all(Array.from({ length: chains }, (_, chain) => endure(chain)));
    expect(kills).toBe(chains * killsInChain);
  });
});
