/** Runs a question about a GPU: everybody takes turns on one card, each in a process of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
// Networks are described here and run in the children.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type GpuRow, gpuCsv, gpuFigures, gpuTable } from '../report/gpuRow.js';
import { device } from '../report/machine.js';
import { platform } from '../report/platform.js';
import { interleave, orReason, type Samples } from '../runs/interleave.js';
import { figuresOf, median } from '../runs/row.js';
import {
  type GpuPrograms,
  type GpuRuntimeName,
  gpuRuntimeNames,
  gpuRuntimes,
} from '../runtimes/gpuRuntimes.js';
import type { AdapterName, Clock, Runtime, Started, Timed } from '../runtimes/runtime.js';
import { CannotError } from '../work/cannotError.js';
import { leastBytes, type Rates } from '../work/least.js';
import { macsOf } from '../work/macs.js';
import { titleOf } from '../work/title.js';
import type { MatMulWork, MovingWork, Work } from '../work/work.js';
import type { GpuQuestion, GpuTask } from './question.js';

export interface AskGpuOptions extends GpuPrograms {
  /** Of the question. */
  readonly name: string;
  /** Where the results go. */
  readonly results: string;
  readonly rounds: number;
  /** In place of the question's own. */
  readonly clock?: Clock;
  /** Only these runtimes, and only works whose titles contain `works`. */
  readonly only?: readonly string[];
  readonly works?: string;
}

/** Rounds that a result wants. */
const enoughRounds = 7;
const usualMatMul: MatMulWork = {
  ...{ kind: 'matMul', m: 2048, k: 2048, n: 2048 },
  ...{ transposeA: false, transposeB: false },
};
const usualCopy = { batch: 128, size: 56, channels: 256 };

interface Entrant {
  readonly name: GpuRuntimeName;
  readonly runtime: Runtime;
  readonly started: Started | CannotError;
}

type Entrants = readonly Entrant[];

/** Answers whether the question could be asked. */
export async function askGpu(question: GpuQuestion, options: AskGpuOptions): Promise<boolean> {
  const { name, rounds, only, works, results } = options;
  const unknown = only?.find((key) => !(gpuRuntimeNames as readonly string[]).includes(key));
  if (unknown !== undefined) {
    console.error(`There is no runtime "${unknown}": ${gpuRuntimeNames.join(', ')}`);
    return false;
  }
  tf.enableProdMode();
  await tf.setBackend('cpu');
  const clock = options.clock ?? question.clock ?? 'wall';
  const all = gpuRuntimes(options, clock);
  const entrants: Entrant[] = [];
  for (const key of question.runtimes.filter((each) => only?.includes(each) ?? true)) {
    entrants.push({ name: key, runtime: all[key], started: await orReason(() => all[key].start()) });
  }
  try {
    const adapter = adapterOf(entrants);
    if (adapter === undefined) {
      for (const { runtime, started } of entrants)
        if (started instanceof CannotError) console.error(`${runtime.name}: ${started.message}`);
      return false;
    }
    const how = adapter.software
      ? 'a software adapter: its times would say nothing, so everybody does everything once'
      : `${rounds} rounds, ${clock} clock`;
    console.log(`\n${name}: ${adapter.name}, ${device()}, ${platform()}, ${how}`);
    const rows: GpuRow[] = [];
    for (const task of question.tasks) {
      const chosen = task.works.filter((work) => titleOf(work).includes(works ?? ''));
      if (chosen.length === 0) continue;
      if (adapter.software) await tryTask({ ...task, works: chosen }, entrants);
      else rows.push(...(await runTask({ ...task, works: chosen }, entrants, rounds)));
      for (const started of running(entrants)) await started.release();
    }
    const whole = rounds >= enoughRounds && only === undefined && works === undefined;
    if (adapter.software || question.trial || !whole) {
      console.log(
        `A trial: results want a GPU, ${enoughRounds} rounds and all runtimes and works. Nothing was written.`,
      );
      return true;
    }
    const file = join(results, `${name}.webgpu.${adapter.slug}.${platform()}.csv`);
    mkdirSync(results, { recursive: true });
    writeFileSync(file, gpuCsv(rows));
    console.log(`Written to ${file}`);
    return true;
  } finally {
    for (const started of running(entrants)) await started.stop();
  }
}

const running = (entrants: Entrants): Started[] =>
  entrants.flatMap(({ started }) => (started instanceof CannotError ? [] : [started]));

const adapterOf = (entrants: Entrants): AdapterName | undefined =>
  running(entrants).find(({ adapter }) => adapter !== undefined)?.adapter;

interface Entry {
  readonly work: Work;
  readonly entrant: Entrant;
}

/** The works of a task and what they are judged by, each for everybody. */
function entriesOf({ works, matMul = usualMatMul, copy = usualCopy }: GpuTask, entrants: Entrants) {
  const copies = (['copy', 'bufferCopy'] as const).map(
    (op): MovingWork => ({ kind: 'moving', op, pass: 'forward', ...copy }),
  );
  const all = [matMul, ...copies, ...works];
  const entries = all.flatMap((work) => entrants.map((entrant): Entry => ({ work, entrant })));
  return { matMul, copies, all, entries };
}

const prepare = async ({ work, entrant: { started } }: Entry): Promise<Timed | CannotError> =>
  started instanceof CannotError ? started : await orReason(() => started.prepare(work));

/** Whether everybody can. */
async function tryTask(task: GpuTask, entrants: Entrants): Promise<void> {
  const { all, entries } = entriesOf(task, entrants);
  for (const work of all) {
    console.log(`\n${titleOf(work)}`);
    for (const entry of entries.filter((each) => each.work === work)) {
      const turn = await prepare(entry);
      const outcome = turn instanceof CannotError ? turn : await orReason(() => turn(1));
      const said = outcome instanceof CannotError ? `cannot: ${outcome.message}` : 'done';
      console.log(`${entry.entrant.runtime.name}: ${said}`);
    }
  }
}

async function runTask(task: GpuTask, entrants: Entrants, rounds: number): Promise<GpuRow[]> {
  const { base } = task;
  const { matMul, copies, all, entries } = entriesOf(task, entrants);
  const turns = [];
  for (const entry of entries) turns.push(await prepare(entry));
  const samples = await interleave(turns, rounds);
  const samplesOf = (work: Work | undefined, entrant: Entrant | undefined): Samples | undefined =>
    samples[entries.findIndex((entry) => entry.work === work && entry.entrant === entrant)];
  const bestMs = (baselines: readonly Work[]): number =>
    Math.min(
      ...entries
        .filter(({ work }) => baselines.includes(work))
        .flatMap(({ work, entrant }) => {
          const found = samplesOf(work, entrant) as Samples;
          return found instanceof CannotError ? [] : [median(found)];
        }),
    );
  const ceilings: Rates = {
    bytesPerMs: leastBytes(copies[0] as Work) / bestMs(copies),
    macsPerMs: macsOf(matMul) / bestMs([matMul]),
  };
  const named = (name: GpuRuntimeName): Entrant | undefined =>
    entrants.find((entrant) => entrant.name === name);
  // Without the stock kernels in the run it is everybody's own.
  const baselineOf = (entrant: Entrant): readonly number[] => {
    const baseline = samplesOf(matMul, named('stock') ?? entrant);
    return baseline === undefined || baseline instanceof CannotError ? [] : baseline;
  };
  const rows = entries.map(({ work, entrant }, i): GpuRow => {
    const { runtime, started } = entrant;
    const figures = figuresOf(samples[i] as Samples, macsOf(work), {
      baseline: baselineOf(entrant),
      baselineMacs: macsOf(matMul),
      ours: samplesOf(work, named('ours')),
      base: work === base || !task.works.includes(work) ? undefined : samplesOf(base, entrant),
    });
    const note = started instanceof CannotError ? undefined : started.noteOf?.(work);
    return {
      work: titleOf(work),
      runtime: runtime.name,
      version: started instanceof CannotError ? '' : started.version,
      threads: runtime.threads,
      figures,
      ...(!(figures instanceof CannotError) && { gpu: gpuFigures(work, figures.medianMs, ceilings) }),
      ...(note !== undefined && { note }),
    };
  });
  for (const work of all) {
    const title = titleOf(work);
    const macs = macsOf(work) / 1e9;
    console.log(`\n${title}${macs > 0 ? ` (${macs.toPrecision(3)} GMAC)` : ''}`);
    console.log(gpuTable(rows.filter((row) => row.work === title)));
  }
  const { bytesPerMs, macsPerMs } = ceilings;
  console.log(
    `\nceilings: ${(bytesPerMs / 1e6).toPrecision(3)} GB/s by the quickest copy, ` +
      `${((2 * macsPerMs) / 1e6).toPrecision(4)} GFLOP/s by the quickest matrix product`,
  );
  return rows;
}
