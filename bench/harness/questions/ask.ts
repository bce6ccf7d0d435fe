/** Runs a question: prints a table for each task and writes all rows to a CSV file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv } from '../report/csv.js';
import { device, load } from '../report/machine.js';
import { platform } from '../report/platform.js';
import { table } from '../report/table.js';
import { interleave, orReason, type Samples } from '../runs/interleave.js';
import { figuresOf, median, type Row } from '../runs/row.js';
import type { Runtime, Started } from '../runtimes/runtime.js';
import { type RuntimeName, runtimeNames, runtimesOf } from '../runtimes/runtimes.js';
import { CannotError } from '../work/cannotError.js';
import { macsOf } from '../work/macs.js';
import { titleOf } from '../work/title.js';
import type { MatMulWork, Work } from '../work/work.js';
import type { Question, Task } from './question.js';

export interface AskOptions {
  /** Of the question. */
  readonly name: string;
  /** The folder of the benchmarks. */
  readonly folder: string;
  readonly rounds: number;
  readonly python: string;
  /** The program of our kernels on several threads. */
  readonly threaded: string;
  /** Only these runtimes, and only works whose titles contain `works`. */
  readonly only?: readonly string[];
  readonly works?: string;
}

/** Rounds that a result wants. */
const enoughRounds = 7;
const baseline: MatMulWork = {
  kind: 'matMul',
  m: 1024,
  k: 1024,
  n: 1024,
  transposeA: false,
  transposeB: false,
};

interface Entrant {
  readonly runtime: Runtime;
  readonly started: Started | CannotError;
}

interface Entry {
  readonly work: Work;
  readonly entrant: Entrant;
}

export async function ask(question: Question, options: AskOptions): Promise<void> {
  const { name, folder, rounds } = options;
  const unknown = options.only?.find((key) => !(runtimeNames as readonly string[]).includes(key));
  if (unknown !== undefined) {
    console.error(`There is no runtime "${unknown}": ${runtimeNames.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const all = runtimesOf({ ...options, peers: join(folder, 'peers') });
  const chosen = question.runtimes.filter((key) => options.only?.includes(key) ?? true);
  const start = async (runtime: Runtime): Promise<Entrant> => ({
    runtime,
    started: await orReason(() => runtime.start()),
  });
  const baselineKeeper = await start(all.stock);
  const entrants = new Map<RuntimeName, Entrant>();
  for (const key of chosen) entrants.set(key, await start(all[key]));
  console.log(`\n${name}: ${device()}, ${platform()}, ${rounds} rounds, load ${load().toFixed(1)}`);
  const rows: Row[] = [];
  try {
    for (const task of question.tasks) {
      const works = task.works.filter((work) => titleOf(work).includes(options.works ?? ''));
      if (works.length === 0) continue;
      rows.push(...(await runTask({ ...task, works }, entrants, baselineKeeper, rounds)));
      for (const { started } of [baselineKeeper, ...entrants.values()]) {
        if (!(started instanceof CannotError)) await started.release();
      }
    }
  } finally {
    for (const { started } of entrants.values()) if (!(started instanceof CannotError)) await started.stop();
  }
  if (rounds < enoughRounds || options.only !== undefined || options.works !== undefined) {
    console.log(
      `A trial: results want ${enoughRounds} rounds and all runtimes and works. Nothing was written.`,
    );
    return;
  }
  const file = join(folder, 'results', `${name}.wasm.${device()}.${platform()}.csv`);
  mkdirSync(join(folder, 'results'), { recursive: true });
  writeFileSync(file, csv(rows));
  console.log(`Written to ${file}`);
}

async function runTask(
  { works, base }: Task,
  entrants: ReadonlyMap<RuntimeName, Entrant>,
  baselineKeeper: Entrant,
  rounds: number,
): Promise<Row[]> {
  const entries = works.flatMap((work) =>
    [...entrants.values()].map((entrant): Entry => ({ work, entrant })),
  );
  const turns = [];
  for (const { work, entrant } of [{ work: baseline, entrant: baselineKeeper }, ...entries]) {
    const { started } = entrant;
    turns.push(started instanceof CannotError ? started : await orReason(() => started.prepare(work)));
  }
  const [baselineSamples, ...samples] = await interleave(turns, rounds);
  if (baselineSamples === undefined || baselineSamples instanceof CannotError)
    throw new Error('the baseline could not be measured');
  const samplesOf = (work: Work | undefined, entrant: Entrant | undefined): Samples | undefined =>
    samples[entries.findIndex((entry) => entry.work === work && entry.entrant === entrant)];
  const rowOf = ({ work, entrant }: Entry, i: number): Row => ({
    work: titleOf(work),
    runtime: entrant.runtime.name,
    version: entrant.started instanceof CannotError ? '' : entrant.started.version,
    threads: entrant.runtime.threads,
    figures: figuresOf(samples[i] as Samples, macsOf(work), {
      baseline: baselineSamples,
      baselineMacs: macsOf(baseline),
      ours: samplesOf(work, entrants.get('ours')),
      base: work === base ? undefined : samplesOf(base, entrant),
    }),
  });
  const rows = entries.map(rowOf);
  const baselineMs = median(baselineSamples);
  for (const work of works) {
    const title = titleOf(work);
    const over = base === undefined || work === base ? undefined : titleOf(base);
    console.log(`\n${title} (${(macsOf(work) / 1e9).toPrecision(3)} GMAC)`);
    console.log(
      table(
        rows.filter((row) => row.work === title),
        over,
      ),
    );
  }
  console.log(
    `baseline: tf.matMul 1024^3 without plug-in, ${baselineMs.toPrecision(3)} ms, ${(1024 ** 3 / baselineMs / 1e6).toPrecision(3)} GMAC/s`,
  );
  return rows;
}
