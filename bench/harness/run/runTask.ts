/** The run of one task: the works and their baselines take turns, and each entry becomes a row. */
import type { Backend } from '../runtimes/runtime.js';
import { CannotError } from '../work/cannotError.js';
import { leastBytes, type Rates } from '../work/least.js';
import { macsOf } from '../work/macs.js';
import { titleOf } from '../work/title.js';
import type { Work } from '../work/work.js';
import { type Entry, entriesOf, prepare } from './entry.js';
import { figuresOf } from './figures.js';
import { interleave, type Samples } from './interleave.js';
import { median } from './median.js';
import type { Participant } from './participant.js';
import type { Row } from './row.js';
import { type Baselines, baselinesOf, type Task } from './task.js';

export interface TaskResult {
  /** Works of the rows, in the order of their tables. */
  readonly works: readonly Work[];
  readonly rows: readonly Row[];
  readonly baselines: Baselines;
  /** Median milliseconds of the judge's matrix product, where there is a judge. */
  readonly judgeMs?: number;
  /** Ceilings of the device, where there is no judge. */
  readonly ceilings?: Rates;
}

/**
 * Runs a task.
 *
 * @param judge The one participant that does the baselines, outside of the rows; without it every participant does them,
 *   in rows of their own
 * @throws Error where the judge cannot do the matrix product.
 */
export async function runTask(
  backend: Backend,
  task: Task,
  participants: readonly Participant[],
  judge: Participant | undefined,
  rounds: number,
): Promise<TaskResult> {
  const baselines = baselinesOf(backend, task);
  const judging = [baselines.matMul, ...baselines.copies];
  const entries = [
    ...entriesOf(judging, judge === undefined ? participants : [judge]),
    ...entriesOf(task.works, participants),
  ];
  const turns: (readonly [Entry, Awaited<ReturnType<typeof prepare>>])[] = [];
  for (const entry of entries) turns.push([entry, await prepare(entry)]);
  const samples = await interleave(turns, rounds);
  const samplesOf = (work: Work | undefined, participant: Participant | undefined): Samples | undefined =>
    [...samples].find(([entry]) => entry.work === work && entry.participant === participant)?.[1];

  const judged = judge && samplesOf(baselines.matMul, judge);
  if (judged instanceof CannotError) throw new Error(`the baseline could not be measured: ${judged.message}`);
  const ceilings = judge === undefined ? ceilingsOf(samples, baselines) : undefined;
  const [ours, stock] = ['ours', 'stock'].map((name) => participants.find(({ key }) => key === name));
  const rowOf = ([{ work, participant }, found]: readonly [Entry, Samples]): Row => {
    const { runtime, started } = participant;
    const note = started instanceof CannotError ? undefined : started.noteOf?.(work);
    const hasBase = work !== task.base && task.works.includes(work);
    return {
      work: titleOf(work),
      runtime: runtime.name,
      version: started instanceof CannotError ? '' : started.version,
      threads: runtime.threads,
      figures: figuresOf(work, found, {
        // Without stock kernels in the run each participant's own product is its baseline.
        baseline: samplesOf(baselines.matMul, judge ?? stock ?? participant),
        baselineMacs: macsOf(baselines.matMul),
        ours: samplesOf(work, ours),
        base: hasBase ? samplesOf(task.base, participant) : undefined,
        ceilings,
      }),
      ...(note !== undefined && { note }),
    };
  };
  return {
    works: judge === undefined ? [...judging, ...task.works] : task.works,
    rows: [...samples].filter(([{ participant }]) => participant !== judge).map(rowOf),
    baselines,
    ...(judged !== undefined && { judgeMs: median(judged) }),
    ...(ceilings !== undefined && { ceilings }),
  };
}

/** Returns the best rates of all participants; nothing where nobody could copy or multiply. */
function ceilingsOf(samples: ReadonlyMap<Entry, Samples>, { matMul, copies }: Baselines): Rates | undefined {
  const bestMs = (works: readonly Work[]): number =>
    Math.min(
      ...[...samples].flatMap(([{ work }, found]) =>
        works.includes(work) && !(found instanceof CannotError) ? [median(found)] : [],
      ),
    );
  const [copy] = copies;
  const [copyMs, matMulMs] = [bestMs(copies), bestMs([matMul])];
  if (copy === undefined || !Number.isFinite(copyMs + matMulMs)) return undefined;
  return { bytesPerMs: leastBytes(copy) / copyMs, macsPerMs: macsOf(matMul) / matMulMs };
}
