/** The run of a question: starts its runtimes, runs its tasks, prints tables and writes all rows to a CSV file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csv } from '../report/csv.js';
import { platform } from '../report/platform.js';
import { load, processorName } from '../report/processor.mjs';
import { taskReport } from '../report/taskReport.js';
import { type Participant, running, startParticipant } from '../run/participant.js';
import type { Row } from '../run/row.js';
import { runTask } from '../run/runTask.js';
import { tryTask } from '../run/tryTask.js';
import type { Backend, Clock, Device, Host, Runtime } from '../runtimes/runtime.js';
import { runtimes } from '../runtimes/runtimes.js';
import { CannotError } from '../work/cannotError.js';
import { titleOf } from '../work/title.js';
import type { Plan } from './question.js';

export interface AskOptions extends Omit<Host, 'clock'> {
  /** Name of the question. */
  readonly name: string;
  /** Folder of the results. */
  readonly results: string;
  readonly rounds: number;
  /** Clock in place of the plan's. */
  readonly clock?: Clock;
  /** Keys of the runtimes that take part; all of the plan by default. */
  readonly only?: readonly string[];
  /** Text that a work's title must contain. */
  readonly works?: string;
}

/** Fewest rounds of a result that is written. */
const enoughRounds = 7;

/** Returns whether the question could be asked. */
export async function ask(backend: Backend, plan: Plan, options: AskOptions): Promise<boolean> {
  const { only } = options;
  const host: Host = { ...options, clock: options.clock ?? plan.clock ?? 'wall' };
  const known: Readonly<Record<string, Runtime>> = runtimes[backend];
  const start = async (keys: readonly string[]): Promise<Participant[]> => {
    const started: Participant[] = [];
    for (const key of keys) {
      const runtime = known[key];
      if (runtime === undefined)
        throw new Error(`ask: runtime wants ${Object.keys(known).join(', ')}, got ${key}`);
      started.push(await startParticipant(key, runtime, host));
    }
    return started;
  };
  // On the processor stock tfjs judges every runtime, also where it takes no part.
  const [judge] = backend === 'wasm' ? await start(['stock']) : [];
  const participants = await start(plan.runtimes.filter((key) => only?.includes(key) ?? true));
  const everybody = judge === undefined ? participants : [judge, ...participants];
  try {
    const device = backend === 'wasm' ? processor() : adapterOf(participants);
    if (device === undefined) {
      for (const { runtime, started } of participants)
        if (started instanceof CannotError) console.error(`${runtime.name}: ${started.message}`);
      return false;
    }
    console.log(`\n${headOf(device, host, options)}`);
    const rows: Row[] = [];
    for (const task of plan.tasks) {
      const works = task.works.filter((work) => titleOf(work).includes(options.works ?? ''));
      if (works.length === 0) continue;
      if (device.software) await tryTask(backend, { ...task, works }, participants);
      else {
        const result = await runTask(backend, { ...task, works }, participants, judge, options.rounds);
        console.log(taskReport(result, task.base));
        rows.push(...result.rows);
      }
      for (const started of running(everybody)) await started.release();
    }
    const isTrial = device.software || plan.trial === true || !isWhole(options);
    console.log(isTrial ? trialWords(backend) : `Written to ${write(backend, device, rows, options)}`);
    return true;
  } finally {
    for (const started of running(everybody)) await started.stop();
  }
}

const processor = (): Device => ({ name: processorName(), slug: processorName(), software: false });

function adapterOf(participants: readonly Participant[]): Device | undefined {
  return running(participants).find(({ adapter }) => adapter !== undefined)?.adapter;
}

function headOf(device: Device, { clock }: Host, { name, rounds }: AskOptions): string {
  const how = device.software
    ? ['a software adapter: its times would mean nothing, so every runtime does every work once']
    : [`${rounds} rounds`, `${clock} clock`, `load ${load().toFixed(1)}`];
  return `${name}: ${[...new Set([device.name, processorName()]), platform(), ...how].join(', ')}`;
}

const isWhole = ({ rounds, only, works }: AskOptions): boolean =>
  rounds >= enoughRounds && only === undefined && works === undefined;

function trialWords(backend: Backend): string {
  const wanted = backend === 'webgpu' ? ['a GPU', `${enoughRounds} rounds`] : [`${enoughRounds} rounds`];
  return `A trial: results want ${[...wanted, 'all runtimes'].join(', ')} and all works. Nothing was written.`;
}

/** Returns the path of the file. */
function write(backend: Backend, { slug }: Device, rows: readonly Row[], options: AskOptions): string {
  const { name, results } = options;
  const file = join(results, `${name}.${backend}.${slug}.${platform()}.csv`);
  mkdirSync(results, { recursive: true });
  writeFileSync(file, csv(rows, backend));
  return file;
}
