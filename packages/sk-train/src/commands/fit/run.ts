/** `sk-train fit`: from options to a trained run on the disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ranks } from 'sk-core';
import {
  exitCodes,
  listenForStop,
  openProgress,
  type Progress,
  percent,
  printJson,
  printResult,
  type StopSignals,
  startChosenBackend,
  UsageError,
} from 'sk-io/command';
import {
  checkModelName,
  lockRun,
  type RunIdentity,
  TrainingLog,
  writeCheckpoint,
  writeRecipeFile,
  writeRunFiles,
} from 'sk-io/node';
import type { Checkpoint, Preprocessing } from 'sk-models';
import { fitByRecipe } from '../../fit/fit.js';
import type { FitResult } from '../../fit/fitOptions.js';
import { checkTrainingMemory } from '../../fit/memoryEstimate.js';
import { checkMonitor, monitorOf } from '../../fit/monitor.js';
import { freshState } from '../../fit/trainingState.js';
import { DecodePool } from '../../node/data/decodePool.js';
import type { DataFolder } from '../../node/data/findData.js';
import { openTestData } from '../../node/data/openData.js';
import { joinRanks } from '../../node/ranks/joinRanks.js';
import { assertSameRun, recipeHash } from '../../node/runRecipe.js';
import { WatchedRanks } from '../../ranks/watchedRanks.js';
import { weightsOfClasses } from '../../recipe/classWeights.js';
import { precisionOf } from '../../recipe/parseRecipe.js';
import { openOptions, testingWork } from '../parts/data/openOptions.js';
import { describePrecision } from '../parts/describePrecision.js';
import { endSignal } from '../parts/endSignal.js';
import { type FitData, holdBatches } from '../parts/heldData.js';
import {
  type ChosenRecipe,
  chooseRecipe,
  type NamedRecipe,
  type RunRecipe,
  readNamedRecipe,
} from './chooseRecipe.js';
import { readImageFacts } from './imageFacts.js';
import { checkNew, dataIsMissing, describeBase, type OpenedBase, openWanted } from './openWanted.js';
import type { FitCommandOptions } from './options.js';
import { endTogether } from './ranks/endTogether.js';
import { describeRanks, rankSettings } from './ranks/rankSettings.js';
import { rankFacts, sameCheckpoint } from './ranks/sameRun.js';
import { silentProgress } from './ranks/silentProgress.js';
import { startRanks } from './ranks/startRanks.js';
import { checkNetwork, type FoundData, findForRecipe, openByRecipe } from './recipe/recipeInputs.js';
import { newestCheckpoint, resumeRun } from './resumeRun.js';
import { startingModel } from './startingModel.js';
import { RunSummary } from './summary/runSummary.js';
import { type FittedTeacher, fitTeacher } from './teacher/fitTeacher.js';
import { withTeacher } from './teacher/openTeacher.js';
import type { BaseModel } from './trained/baseModel.js';
import { chooseTrainingData, type TrainingData } from './trainingData.js';
import { describeEpoch, describeSkip, trainingWork } from './trainingProgress.js';
import { mirrorWarnings, warningsAfter, warningsBefore } from './warnings.js';

/** Trains the network and returns the exit code. */
export async function runFit(options: FitCommandOptions): Promise<number> {
  if (options.printRecipe) return await train(options, undefined);
  const started = await startRanks(options);
  if (started !== undefined) return started;
  const joined = await joinRanks();
  if (joined === undefined) return await runOnRank(options, undefined);
  const { rankTimeout: timeout } = options;
  const ranks = new WatchedRanks(joined, { timeout });
  return await endTogether(ranks, () => runOnRank(rankSettings(options, ranks), ranks));
}

async function runOnRank(options: FitCommandOptions, ranks: Ranks | undefined): Promise<number> {
  if (options.fastDevRun === undefined) return await train(options, ranks);
  const folder = await mkdtemp(join(tmpdir(), 'sk-train-'));
  try {
    const { set = [] } = options;
    return await train({ ...options, out: join(folder, 'run'), set: [...set, 'epochs=1'] }, ranks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function train(options: FitCommandOptions, ranks: Ranks | undefined): Promise<number> {
  if (options.model !== undefined) checkNetwork(options.model);
  const named = await readNamedRecipe(options);
  const found = await findForRecipe(options);
  const opened = await openWanted(options, named);
  try {
    return await fitFrom(opened, named, found, options, ranks);
  } finally {
    opened?.base.dispose();
  }
}

async function fitFrom(
  opened: OpenedBase | undefined,
  named: NamedRecipe,
  found: FoundData | undefined,
  options: FitCommandOptions,
  ranks: Ranks | undefined,
): Promise<number> {
  const images = found && (await readImageFacts(found));
  const base = opened && (await describeBase(opened.base, found, options));
  const chosen = await chooseRecipe(options, named, { images, base });
  const { teacher, backend, recipe } = await withTeacher({ ...chosen, backend: opened?.backend }, options);
  try {
    const trained = { base: opened?.base, teacher, backend, ranks };
    return await fitChosen({ ...chosen, recipe }, found, options, trained);
  } finally {
    teacher?.dispose();
  }
}

/** The models that a run begins with and learns from, the backend that they are on, and the ranks that train together. */
interface TrainedModels {
  readonly ranks: Ranks | undefined;
  readonly base: BaseModel | undefined;
  readonly teacher: BaseModel | undefined;
  readonly backend: string | undefined;
}

async function fitChosen(
  wanted: ChosenRecipe,
  found: FoundData | undefined,
  options: FitCommandOptions,
  trained: TrainedModels,
): Promise<number> {
  const { recipe, run, saved, reasons } = wanted;
  if (options.printRecipe) {
    printJson(recipe);
    return exitCodes.ok;
  }
  if (recipe.from === undefined) checkModelName(recipe.model);
  if (options.data === undefined) throw new UsageError(dataIsMissing);
  const { ranks } = trained;
  const isFirst = isFirstRank(ranks);
  if (saved !== undefined) assertSameRun(run, saved, recipe);
  else if (isFirst) checkNew(run);
  const chosen = await chooseTrainingData(options.data, {
    run,
    found,
    resumes: saved !== undefined,
    valSplit: options.valSplit,
    seed: recipe.seed,
  });
  const progress = isFirst ? openProgress() : silentProgress;
  if (ranks !== undefined) {
    progress.note(describeRanks(ranks, options, recipe.batchSize));
    // From here on the first rank changes the folder that the others have looked at.
    await ranks.barrier();
  }
  if (reasons.length > 0) progress.note(`recipe: ${reasons.join('; ')}`);
  const stop = listenForStop((name) =>
    progress.note(`${name}: saving after this step (once more to leave at once)`),
  );
  const end = endSignal(stop, options.maxTime, (text) => progress.note(text));
  const unlock = isFirst ? await lockRun(run) : undefined;
  try {
    for (const note of chosen.notes) progress.note(note);
    return await trainLocked(wanted, chosen, options, progress, { stop, end }, trained);
  } finally {
    progress.close();
    stop.dispose();
    await unlock?.();
  }
}

async function trainLocked(
  { run, recipe, saved }: ChosenRecipe,
  { data, files, notes }: TrainingData,
  options: FitCommandOptions,
  progress: Progress,
  { stop, end }: { readonly stop: StopSignals; readonly end: AbortSignal },
  { base, teacher, backend: started, ranks }: TrainedModels,
): Promise<number> {
  const note = (text: string): void => progress.note(text);
  const backend = started ?? (await startChosenBackend({ ...options, precision: precisionOf(recipe) }, note));
  if (recipe.precision === 'mixed') note(describePrecision(backend));
  const isFirst = isFirstRank(ranks);
  const checkpoint = await sameCheckpoint(ranks, () => newestCheckpoint(run, note));
  const { model, preprocessing } = await startingModel(recipe, data.classNames, { base, checkpoint, note });
  const trainImages = data.kind === 'images' ? data.train.paths.length : Infinity;
  const images = Math.min(recipe.batchSize, trainImages);
  const pool = new DecodePool(options.workers);
  let taught: FittedTeacher | undefined;
  let summary: RunSummary | undefined;
  try {
    taught = teacher && fitTeacher(teacher, { model, classNames: data.classNames, note });
    checkTrainingMemory(model, { ...recipe, batchSize: Math.ceil(images / (ranks?.size ?? 1)) });
    const whole = await openBoth(data, recipe, preprocessing, options, pool, progress, end);
    const { train, test } = await holdBatches(whole, recipe, options);
    checkMonitor(recipe, test !== undefined);
    if (recipe.classWeights !== undefined) weightsOfClasses(recipe.classWeights, train);
    const identity: RunIdentity = {
      recipeHash: recipeHash(recipe),
      classNames: data.classNames,
      trainImages: train.size,
      backend,
      ...(ranks !== undefined && { syncBatchNorm: options.syncBatchNorm ?? false }),
    };
    const { epochs } = recipe;
    const resume = isFirst ? await resumeRun(run, checkpoint, model, { identity, epochs, note }) : undefined;
    if (saved !== undefined && saved.epochs !== epochs) {
      note(
        `${run}: ends with epoch ${epochs} instead of ${saved.epochs}; the learning rate goes on by its ${recipe.schedule.kind} schedule`,
      );
    }
    // A recipe without a list of files would be a run that is older than such lists.
    if (isFirst) {
      await writeRunFiles(run, files);
      await writeRecipeFile(run, recipe);
    }
    const log = isFirst ? await TrainingLog.open(run, resume?.state ?? freshState) : undefined;
    const { data: folder = '' } = options;
    summary = isFirst
      ? await RunSummary.open({ run, data: folder, recipe, model, notes, backend })
      : undefined;
    const [training, testing] = [trainingWork(), testingWork()];
    const { classNames } = data;
    const isWhole = train === whole.train;
    if (isWhole) {
      for (const warning of warningsFor(data, recipe)) progress.note(`warning: ${warning}`);
    }
    const result = await fitByRecipe(model, recipe, {
      train,
      logEvery: options.logEvery,
      checkpointEvery: options.checkpointEvery,
      signal: end,
      ...(test !== undefined && { test }),
      ...(resume !== undefined && { resume }),
      ...(options.maxSteps !== undefined && { maxSteps: options.maxSteps }),
      ...(taught && { teacher: taught.model }),
      capture: options.capture,
      ...(options.checkCapture !== undefined && { checkCapture: options.checkCapture }),
      ...(ranks !== undefined && { ranks, rankFacts: rankFacts(files, backend, options) }),
      ...(options.syncBatchNorm && { syncBatchNorm: true }),
      onSlowRank: note,
      onRefusal: (reason) => progress.note(`steps are not recorded for replays: ${reason}`),
      onSkippedStep: (skipped) => progress.note(describeSkip(skipped)),
      onStep: (event) => progress.show(training(event)),
      onEvaluate: (images) => progress.show(testing(images, test?.size ?? 0)),
      onRecord: async (record) => {
        log?.append(record);
        if (record.kind !== 'epoch') return;
        progress.note(describeEpoch(record));
        await summary?.add(record);
      },
      ...(isFirst && {
        onCheckpoint: async (checkpoint: Checkpoint) => {
          await writeCheckpoint(run, model, checkpoint, { identity, keep: options.keep });
        },
      }),
    });
    if (isWhole && !result.stopped && result.lastEpoch !== undefined) {
      const warnings = warningsAfter(result.lastEpoch, classNames.length);
      for (const warning of warnings) progress.note(`warning: ${warning}`);
    }
    await summary?.end(describeResult(result, recipe), isOver(result, recipe));
    progress.close();
    const kept = options.fastDevRun === undefined ? run : undefined;
    if (isFirst && options.json) printJson(resultJson(kept, result));
    else if (isFirst) printResult(`${kept ?? 'kept nothing'}: ${describeResult(result, recipe)}`);
    return stop.exitCode() ?? exitCodes.ok;
  } catch (error) {
    // A stop while data was read: nothing is lost, nothing is to be said.
    if (end.aborted && error === end.reason) {
      const code = stop.exitCode() ?? exitCodes.ok;
      // The others may be further, or still read.
      return ranks === undefined ? code : ranks.abort(code);
    }
    // The error that ends a run says more than that of a summary that cannot be written.
    await summary?.end(`Ended by an error: ${(error as Error).message}`, false).catch(() => undefined);
    throw error;
  } finally {
    await pool.close();
    taught?.dispose();
    if (model !== base?.model) model.dispose();
  }
}

function warningsFor(data: DataFolder, recipe: RunRecipe): readonly string[] {
  if (data.kind === 'binary') return mirrorWarnings(data.format, recipe);
  if (data.kind === 'shards') return [];
  return warningsBefore({ classNames: data.classNames, labels: data.train.labels, ...recipe });
}

const isFirstRank = (ranks: Ranks | undefined): boolean => ranks === undefined || ranks.rank === 0;

async function openBoth(
  data: DataFolder,
  recipe: RunRecipe,
  preprocessing: Preprocessing,
  options: FitCommandOptions,
  pool: DecodePool,
  progress: Progress,
  signal: AbortSignal,
): Promise<FitData> {
  const opening = openOptions(preprocessing, pool, options, progress, signal);
  const train = await openByRecipe(data, recipe, opening);
  return { train, test: await openTestData(data, opening) };
}

function resultJson(run: string | undefined, { state, lastEpoch, ...end }: FitResult): object {
  const { step, epoch, bestAccuracy } = state;
  return {
    ...(run !== undefined && { run }),
    ...end,
    step,
    epoch,
    bestAccuracy,
    ...(lastEpoch && { lastEpoch }),
  };
}

const isOver = ({ state, stoppedEarly }: FitResult, { epochs }: RunRecipe): boolean =>
  stoppedEarly || state.epoch >= epochs;

function describeResult({ state, stopped, stoppedEarly, lastEpoch }: FitResult, recipe: RunRecipe): string {
  if (state.step === 0) return 'stopped before the first step, nothing is saved';
  const early = `ended early, since ${monitorOf(recipe)} has not become better for ${recipe.earlyStopping?.patience} epochs`;
  const end = stopped ? 'stopped and saved' : stoppedEarly ? early : 'done';
  const best = state.bestAccuracy > 0 ? `, best test accuracy ${percent(state.bestAccuracy)}` : '';
  const last = lastEpoch === undefined ? '' : `, ${describeEpoch(lastEpoch)}`;
  return `${end} at step ${state.step}${last}${best}`;
}
