/** The runs of a sweep that have no result yet, several at a time. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeSeconds, exitCodes, listenForStop, openProgress, percent, printNote } from 'sk-io/command';
import { lockRun } from 'sk-io/node';
import { readRecipe } from '../../node/runRecipe.js';
import { endSignal } from '../parts/endSignal.js';
import { SweepProgress } from './children/sweepProgress.js';
import { RunFailure, trainRun } from './children/trainRun.js';
import type { SweepCommandOptions } from './options.js';
import { readResults, removeBeside, writeBeside, writeResults } from './results/resultsFile.js';
import { describeDifference, type KnownResult, refuseOutdated, sortResults } from './results/validResults.js';
import { type SweepFolders, settingsOf } from './settings.js';
import type { PlannedRun } from './table/plannedRuns.js';

/** A sweep, and the folders of its runs, its results and its images. */
export interface Sweep extends SweepFolders {
  readonly runs: readonly PlannedRun[];
}

export interface TrainedSweep {
  readonly known: readonly KnownResult[];
  /** The exit code of the command. */
  readonly code: number;
}

/** Trains the runs that have no result. @throws RunError where a result is that of another recipe, unless `--rerun` says what to do */
export async function trainMissing(sweep: Sweep, options: SweepCommandOptions): Promise<TrainedSweep> {
  const { runs, results } = sweep;
  const found = await sortResults(results, runs, await readResults(results));
  if (!options.rerun) refuseOutdated(results, found);
  for (const { row, seed } of found.foreign) {
    printNote(`${results}: has a result of row ${row} seed ${seed}, which the table does not have`);
  }
  const known = [...found.valid];
  let written = Promise.resolve();
  // One after the other: two runs may end at the same time.
  const write = (): Promise<void> => {
    written = written.then(() =>
      writeResults(results, [...found.foreign, ...known.map(({ result }) => result)]),
    );
    return written;
  };
  if (found.outdated.length > 0) await write();
  const missing = runs.filter((run) => !known.some((one) => one.run === run));
  if (options.rerun) for (const run of missing) await forgetOther(sweep, run);

  const progress = openProgress();
  const stop = listenForStop((name) =>
    progress.note(`${name}: the runs are saving (once more to leave at once)`),
  );
  const broken = new AbortController();
  const end = endSignal(stop, options.maxTime, (text) => progress.note(text));
  const signal = AbortSignal.any([end, broken.signal]);
  const done = known.map(({ run }) => run);
  const doing = new SweepProgress(runs, done);
  const timer = setInterval(() => progress.show(doing.work()), 1000);
  const settings = settingsOf(sweep, options, (text) => progress.note(text), signal);
  let failed = 0;
  const train = async (run: PlannedRun): Promise<void> => {
    const name = `${run.row} seed ${run.seed}`;
    doing.train(run, 0);
    const onEpochs = (epochs: number): void => doing.train(run, epochs);
    const trained = await trainRun(run, { ...settings, onEpochs }).catch((error: unknown) => {
      if (!(error instanceof RunFailure)) throw error;
      failed++;
      progress.note(`${name}: failed with ${error.message}`);
      return undefined;
    });
    doing.end(run, trained !== undefined);
    if (trained === undefined) return;
    const { result, log } = trained;
    await writeBeside(results, run, log);
    known.push({ run, result });
    await write();
    const time = describeSeconds(result.seconds);
    progress.note(
      `${name}: top-1 ${percent(result.top1)} after epoch ${result.epochs} in ${time}; ${doing.count()} runs are done`,
    );
  };
  const work = async (): Promise<void> => {
    try {
      for (let run = missing.shift(); run !== undefined && !signal.aborted; run = missing.shift()) {
        await train(run);
      }
    } catch (error) {
      broken.abort(error);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.processes }, work));
    broken.signal.throwIfAborted();
  } finally {
    clearInterval(timer);
    progress.close();
    stop.dispose();
  }
  return { known, code: stop.exitCode() ?? (failed > 0 ? exitCodes.failure : exitCodes.ok) };
}

/** Removes a run that another recipe began, and what lies beside its result. */
async function forgetOther({ out, results }: Sweep, run: PlannedRun): Promise<void> {
  const folder = join(out, run.place);
  const begun = await readRecipe(folder);
  if (begun !== undefined && describeDifference(begun, run.recipe) === undefined) return;
  await removeBeside(results, run);
  if (begun === undefined) return;
  const unlock = await lockRun(folder);
  await unlock();
  await rm(folder, { recursive: true });
}
