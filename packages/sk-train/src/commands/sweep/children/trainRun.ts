/** One run of a sweep: `fit` goes on with it or begins it, and `eval` tests its newest checkpoint. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes } from 'sk-io/command';
import { epochTable, latestValidCheckpoint, lockRun, RunError, readLog, readState } from 'sk-io/node';
import { type RunResult, recipeDigest, writePlannedRecipe } from '../results/resultsFile.js';
import type { PlannedRun } from '../table/plannedRuns.js';
import { runChild } from './startChild.js';

export interface SweepSettings {
  /** The folder of the sweep's runs. */
  readonly out: string;
  readonly data: string;
  /** Options of `fit` alone, and of `fit` and `eval`. */
  readonly fitOptions: readonly string[];
  readonly options: readonly string[];
  readonly commit: string;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface TrainOptions extends SweepSettings {
  /** Is told the epochs that the run has trained, with a fraction. */
  readonly onEpochs: (epochs: number) => void;
}

export interface TrainedRun {
  readonly result: RunResult;
  /** The table of its epochs. */
  readonly log: string;
}

/** A child that could not do its work; the message has its last words. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure';
}

/**
 * Trains and tests a run.
 *
 * @returns Undefined where it was stopped.
 * @throws RunFailure
 */
export async function trainRun(planned: PlannedRun, options: TrainOptions): Promise<TrainedRun | undefined> {
  const { out, data, signal } = options;
  const run = join(out, planned.place);
  await mkdir(dirname(run), { recursive: true });
  await untilUnlocked(run, options);
  const recipe = await writePlannedRecipe(out, planned);
  const log = `${run}.txt`;
  const fit = ['fit', '--data', data, '--recipe', recipe, '--out', run, '--resume', '--json'];
  const onLine = (line: string): void => {
    const epochs = epochsIn(line, planned.recipe.epochs);
    if (epochs !== undefined) options.onEpochs(epochs);
  };
  const trained = await runChild([...fit, ...options.fitOptions, ...options.options], {
    log,
    signal,
    onLine,
  });
  if (signal.aborted) return undefined;
  if (trained.code !== exitCodes.ok) throw new RunFailure(trained.words);
  const average = planned.recipe.ema === undefined ? [] : ['--ema'];
  const test = ['eval', '--run', run, '--data', data, '--json', ...average, ...options.options];
  const tested = await runChild(test, { log, signal });
  if (signal.aborted) return undefined;
  if (tested.code !== exitCodes.ok) throw new RunFailure(`eval: ${tested.words}`);
  return await resultOf(planned, run, tested.stdout, options.commit);
}

/** Returns the epochs that a line of `fit` tells of. */
function epochsIn(line: string, epochs: number): number | undefined {
  const [, epoch] = /^epoch (\d+): /.exec(line) ?? [];
  if (epoch !== undefined) return Number(epoch);
  const [, step, steps] = /^step (\d+) of (\d+): /.exec(line) ?? [];
  return step === undefined ? undefined : (epochs * Number(step)) / Number(steps);
}

/** How long a process that this sweep's forerunner left may take to save, in milliseconds. */
const patience = 120_000;

/** Waits for the end of a process that trains the run: one that a killed sweep has left is about to save. */
async function untilUnlocked(run: string, { note, signal }: TrainOptions): Promise<void> {
  if (!existsSync(run)) return;
  for (let waited = 0; !signal.aborted; waited += 200) {
    try {
      const unlock = await lockRun(run);
      await unlock();
      return;
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      if (waited >= patience) throw new RunFailure(error.message);
      if (waited === 0) note(`${error.message}; waiting for it to end`);
    }
    await sleep(200);
  }
}

async function resultOf(
  planned: PlannedRun,
  run: string,
  stdout: string,
  commit: string,
): Promise<TrainedRun> {
  const { top1, top5, loss, images } = JSON.parse(stdout) as Tested;
  const checkpoint = await latestValidCheckpoint(run, () => {});
  if (checkpoint === undefined) throw new RunFailure(`${run}: has no complete checkpoint`);
  const { state, backend } = await readState(checkpoint);
  const records = readLog(run) ?? [];
  const seconds = records.reduce((sum, record) => sum + (record.kind === 'epoch' ? record.seconds : 0), 0);
  const result = {
    ...{ row: planned.slug, seed: planned.seed, epochs: state.epoch, step: state.step },
    ...{
      top1,
      top5,
      loss,
      images,
      seconds: Math.round(seconds),
      backend,
      commit,
      digest: recipeDigest(planned),
    },
  };
  return { result, log: epochTable(records) };
}

/** The part of `eval --json` that a sweep reads. */
type Tested = Pick<RunResult, 'top1' | 'top5' | 'loss' | 'images'>;
