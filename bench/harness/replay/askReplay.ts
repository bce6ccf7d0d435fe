/** The question `replay`: what JavaScript costs of a captured training step, on a device that computes nothing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvLine } from 'sk-io';
import { createModel } from 'sk-models';
import { aligned } from '../report/aligned.js';
import { platform } from '../report/platform.js';
import { startCounting } from '../traffic/nullDevice.js';
import { type ReplayTimes, replayTimes, ways } from './replayTimes.js';

export interface ReplayOptions {
  /** Where the results lie. */
  readonly results: string;
  readonly batch: number;
  readonly rounds: number;
}

const networks = ['sknet50', 'sknet_slim'] as const;

export async function askReplay({ results, batch, rounds }: ReplayOptions): Promise<boolean> {
  await startCounting();
  const rows: (ReplayTimes & { readonly network: string })[] = [];
  for (const network of networks) {
    console.log(`timing ${network}, ${rounds} rounds`);
    const times = await replayTimes(() => createModel(network, { seed: 1 }), batch, rounds);
    rows.push({ network, ...times });
  }
  console.log(`\n${describeReplays(rows)}`);
  mkdirSync(results, { recursive: true });
  const file = join(results, `replay.webgpu.null.${platform()}.csv`);
  writeFileSync(file, replayCsv(rows));
  console.log(`\nWritten to ${file}`);
  return true;
}

type Row = ReplayTimes & { readonly network: string };

function describeReplays(rows: readonly Row[]): string {
  const head = ['network', 'batch', ...ways.map((way) => `${way} ms`), 'eager/captured', 'slowest/captured'];
  const lines = rows.map(({ network, batch, milliseconds }) => {
    const { eager, captured, rank: _, ...trainings } = milliseconds;
    return [
      ...[network, `${batch}`, ...ways.map((way) => milliseconds[way].toFixed(1))],
      (eager / captured).toFixed(1),
      (Math.max(...Object.values(trainings)) / captured).toFixed(2),
    ];
  });
  return aligned([head, ...lines], (column) => column === 0);
}

function replayCsv(rows: readonly Row[]): string {
  const head = ['network', 'batch', 'rounds', ...ways.map((way) => `${way}_ms`)];
  const lines = rows.map(({ network, batch, rounds, milliseconds }) => [
    ...[network, `${batch}`, `${rounds}`],
    ...ways.map((way) => `${Number(milliseconds[way].toPrecision(5))}`),
  ]);
  return [head, ...lines].map(csvLine).join('');
}
