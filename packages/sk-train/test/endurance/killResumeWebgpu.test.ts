/** A run on WebGPU that is killed ends, when it is resumed, with the bits of one that never was. Uses the built command. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLog } from 'sk-io/node';
import { RandomStream } from 'sk-train';
import { expect, it } from 'vitest';
import { runCommand, startCommand } from '../command.js';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';
import { writeSmallNetwork } from '../smallNetwork.js';
import { bytesAfter, checkpointName, factsOf, killAfterStep } from './kills.js';

const checkpointEvery = 2;
/** The files of a checkpoint in which some kills come; the others come at any time after a step. */
const filesCut = ['weights.bin', 'optimizer.bin', 'state.json', 'manifest.json'] as const;
/** SK_KILLS=10 makes some in each of these files. */
const kills = Math.min(10, Number(process.env['SK_KILLS'] ?? 4));
const stepsPerEpoch = 6;
/** Many more than the kills come to: however late the test notices a step, the run is still far from its end. */
const steps = stepsPerEpoch * (kills + 4);
const gpu = { gpu: true };

const fitArguments = (data: string, from: string, run: string): string[] => [
  ...['fit', '--data', data, '--val-split', '0', '--from', from, '--out', run, '--resume'],
  ...['--epochs', `${steps / stepsPerEpoch}`, '--batch-size', '4', '--lr', '0.05'],
  ...['--warmup', '2', '--seed', '3'],
  ...['--checkpoint-every', `${checkpointEvery}`, '--log-every', '1', '--workers', '0'],
  ...['--backend', 'webgpu', '--allow-software'],
];

/** Kills the command while it writes a file of the checkpoint of a step. */
async function killInCheckpoint(args: readonly string[], step: number, file: string): Promise<boolean> {
  const killer = new URL('./killInCheckpoint.mjs', import.meta.url);
  killer.search = `checkpoint=${checkpointName(step)}&file=${file}`;
  const { finished } = startCommand(args, { ...gpu, imports: [killer.href] });
  return (await finished).signal === 'SIGKILL';
}

it(`a run of ${steps} steps that is killed ${kills} times ends as the one that was left alone`, async () => {
  const folder = await temporaryFolder();
  const data = join(await writeImageFolder(join(folder, 'data'), { train: 8, test: 0 }), 'train');
  const network = await writeSmallNetwork(join(folder, 'network'));
  const whole = join(folder, 'whole');
  const left = await runCommand(fitArguments(data, network, whole), gpu);
  expect(left, left.stderr).toMatchObject({ code: 0 });
  expect(left.stderr).not.toContain('not recorded');
  expect(factsOf(whole).filter((record) => 'loss' in record)).toHaveLength(steps);

  const run = join(folder, 'run');
  const args = fitArguments(data, network, run);
  const stream = new RandomStream(7, 'data');
  for (let kill = 0; kill < kills; kill++) {
    const logged = (readLog(run) ?? []).map(({ step }) => step);
    // The first three steps after a start are no replays.
    const step = Math.max(0, ...logged) + 1 + Math.floor(stream.uniform(0, 7));
    const file = kill % 2 === 0 ? undefined : filesCut[(kill - 1) / 2];
    if (file === undefined) {
      expect(await killAfterStep(args, run, { step, delay: stream.uniform(0, 30) }, gpu)).toBe(true);
      continue;
    }
    const cut = checkpointEvery * Math.ceil(step / checkpointEvery);
    expect(await killInCheckpoint(args, cut, file)).toBe(true);
    const names = readdirSync(join(run, 'checkpoints'));
    expect(names.filter((name) => name.startsWith(`.${checkpointName(cut)}.new-`))).toHaveLength(1);
    expect(names).not.toContain(checkpointName(cut));
  }
  const end = await runCommand(args, gpu);
  expect(end, end.stderr).toMatchObject({ code: 0 });
  expect(bytesAfter(run, steps)).toEqual(bytesAfter(whole, steps));
  expect(factsOf(run)).toEqual(factsOf(whole));
});
