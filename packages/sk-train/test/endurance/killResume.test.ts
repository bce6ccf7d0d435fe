/** A run that is killed at any moment and resumed ends with the bits of one that never was. Uses the built command. */
import { join } from 'node:path';
import { RandomStream } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { permutation } from '#internal';
import { runCommand } from '../command.js';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';
import { bytesAfter, factsOf, killAfterStep } from './kills.js';

const steps = 40;
/** Kills come this early: however late the test notices a step, the run is still far from its end. */
const killedBefore = 20;
const killsInChain = 10;
/** Twenty kills; SK_KILLS=200 makes more. */
const chains = Math.ceil(Number(process.env['SK_KILLS'] ?? 20) / killsInChain);

interface Folders {
  readonly data: string;
  readonly teacher: string;
}

const fitArguments = ({ data, teacher }: Folders, run: string, threads: number): string[] => [
  'fit',
  ...['--threads', `${threads}`],
  ...['--data', data, '--model', 'sknet_slim', '--image-size', '8', '--batch-size', '4'],
  ...['--teacher', teacher, '--drop-path', '0.3', '--class-weights', 'balanced', '--sampling', 'balanced'],
  ...['--epochs', '10', '--max-steps', `${steps}`, '--lr', '0.002', '--seed', '3', '--backend', 'wasm'],
  ...[
    '--optimizer',
    'adamw',
    '--ema',
    '0.9',
    '--mixup',
    '0.4',
    '--accumulate',
    '2',
    '--early-stopping',
    '50',
  ],
  ...['--schedule', 'plateau', '--set', 'schedule.patience=1', '--set', 'schedule.factor=0.5'],
  ...['--checkpoint-every', '2', '--log-every', '1', '--workers', '0', '--out', run, '--resume'],
];

describe('sk-train fit --resume after kill -9', () => {
  it(`${chains} runs of ${steps} steps, each killed ${killsInChain} times, on one thread or two, end as the run that was left alone`, {
    timeout: 7_200_000,
  }, async () => {
    const folder = await temporaryFolder();
    const data = await writeImageFolder(join(folder, 'data'), { train: 8, test: 2 });
    const teacher = join(folder, 'teacher');
    const taught = ['--model', 'resnext_slim', '--image-size', '16', '--max-steps', '1', '--backend', 'wasm'];
    expect(await runCommand(['fit', '--data', data, '--out', teacher, ...taught])).toMatchObject({ code: 0 });
    const folders = { data, teacher };
    const whole = join(folder, 'whole');
    expect(await runCommand(fitArguments(folders, whole, 1))).toMatchObject({ code: 0 });
    expect(factsOf(whole).filter((record) => 'loss' in record)).toHaveLength(steps);

    let kills = 0;
    const endure = async (chain: number): Promise<void> => {
      const run = join(folder, `chain-${chain}`);
      const stream = new RandomStream(7, 'data', chain);
      const order = Array.from(permutation(killedBefore - 1, stream)).slice(0, killsInChain);
      for (const step of order.map((number) => number + 1).sort((a, b) => a - b)) {
        const args = fitArguments(folders, run, 1 + (step % 2));
        if (await killAfterStep(args, run, { step, delay: stream.uniform(0, 40) })) kills++;
      }
      const end = await runCommand(fitArguments(folders, run, 1));
      expect(end, end.stderr).toMatchObject({ code: 0 });
      expect(bytesAfter(run, steps)).toEqual(bytesAfter(whole, steps));
      expect(factsOf(run)).toEqual(factsOf(whole));
    };
    for (let chain = 0; chain < chains; chain += 2) {
      await Promise.all([chain, chain + 1].filter((one) => one < chains).map(endure));
    }
    expect(kills).toBe(chains * killsInChain);
  });
});
