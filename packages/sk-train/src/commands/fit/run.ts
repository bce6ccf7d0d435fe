/** `sk-train fit`: from options to a trained run on the disk. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  checkTarget,
  exitCodes,
  listenForStop,
  openProgress,
  type Progress,
  percent,
  printResult,
  type StopSignals,
  startChosenBackend,
  UsageError,
} from 'sk-io/command';
import {
  checkModelName,
  className,
  goBackTo,
  isRun,
  latestValidCheckpoint,
  lockRun,
  RunError,
  type RunIdentity,
  readState,
  removeLeftovers,
  restoreWeights,
  TrainingLog,
  writeCheckpoint,
  writeRecipeFile,
  writeRunFiles,
} from 'sk-io/node';
import type { Dataset, Preprocessing, TrainingState } from 'sk-models';
import { type FitResult, fitByRecipe } from '../../fit/fit.js';
import { checkTrainingMemory } from '../../fit/memoryEstimate.js';
import { freshState } from '../../fit/trainingState.js';
import { isCifarBinary } from '../../node/data/cifarBinary.js';
import { DecodePool } from '../../node/data/decodePool.js';
import { type DataFolder, type FoundImages, findImages } from '../../node/data/findData.js';
import { openTestData, openTrainingData } from '../../node/data/openData.js';
import { assertSameRun, recipeHash } from '../../node/runRecipe.js';
import type { Recipe } from '../../recipe/recipe.js';
import { openOptions, testingWork } from '../parts/dataOptions.js';
import { chooseRecipe } from './chooseRecipe.js';
import { readImageFacts } from './imageFacts.js';
import type { FitCommandOptions } from './options.js';
import { chooseTrainingData, type TrainingData } from './trainingData.js';
import { createTrainingModel } from './trainingModel.js';
import { describeEpoch, trainingWork } from './trainingProgress.js';
import { warningsAfter, warningsBefore } from './warnings.js';

/** Trains the network and returns the exit code. */
export async function runFit(options: FitCommandOptions): Promise<number> {
  if (options.model !== undefined) checkModelName(options.model);
  const found = await findForRecipe(options);
  const facts = found && (await readImageFacts(found.train));
  const { recipe, run, saved, reasons } = await chooseRecipe(options, facts);
  if (options.printRecipe) {
    printResult(JSON.stringify(recipe, null, 2));
    return exitCodes.ok;
  }
  checkModelName(recipe.model);
  if (options.data === undefined) throw new UsageError('--data <folder> is missing');
  if (saved !== undefined) assertSameRun(run, saved, recipe);
  else if (isRun(run)) {
    throw new RunError(`${run}: there is a run here already: add --resume, or take another --out`);
  } else checkTarget(run, 'folder');
  const chosen = await chooseTrainingData(options.data, {
    run,
    found,
    resumes: saved !== undefined,
    valSplit: options.valSplit,
    seed: recipe.seed,
  });
  const progress = openProgress();
  if (reasons.length > 0) progress.note(`recipe: ${reasons.join('; ')}`);
  const stop = listenForStop((name) =>
    progress.note(`${name}: saving after this step (once more to leave at once)`),
  );
  const unlock = await lockRun(run);
  try {
    for (const note of chosen.notes) progress.note(note);
    return await trainLocked(run, recipe, chosen, options, progress, stop);
  } finally {
    progress.close();
    stop.dispose();
    await unlock();
  }
}

/** Returns the images of the data folder where the recipe follows from them. */
async function findForRecipe({ data, recipe }: FitCommandOptions): Promise<FoundImages | undefined> {
  const follows = data !== undefined && recipe === undefined && !isCifarBinary(data);
  return follows ? await findImages(data) : undefined;
}

async function trainLocked(
  run: string,
  recipe: Recipe & { readonly model: string },
  { data, files }: TrainingData,
  options: FitCommandOptions,
  progress: Progress,
  stop: StopSignals,
): Promise<number> {
  const backend = await startChosenBackend(options, (text) => progress.note(text));
  const { model, preprocessing } = createTrainingModel(recipe, data.classNames);
  const trainImages = data.kind === 'images' ? data.train.paths.length : Infinity;
  checkTrainingMemory(model, Math.min(recipe.batchSize, trainImages), recipe.accumulate);
  const pool = new DecodePool(options.workers);
  try {
    const { train, test } = await openBoth(data, recipe, preprocessing, options, pool, progress, stop.signal);
    const identity: RunIdentity = {
      recipeHash: recipeHash(recipe),
      classNames: data.classNames,
      trainImages: train.size,
      backend,
    };
    const resume = await resumeFrom(run, model, identity, progress);
    // A recipe without a list of files would be a run that is older than such lists.
    await writeRunFiles(run, files);
    await writeRecipeFile(run, recipe);
    const log = await TrainingLog.open(run, resume?.state ?? freshState);
    const [training, testing] = [trainingWork(), testingWork()];
    const { classNames } = data;
    if (data.kind === 'images') {
      const facts = { classNames, labels: data.train.labels, ...recipe };
      for (const warning of warningsBefore(facts)) progress.note(`warning: ${warning}`);
    }
    const result = await fitByRecipe(model, recipe, {
      train,
      logEvery: options.logEvery,
      checkpointEvery: options.checkpointEvery,
      signal: stop.signal,
      ...(test !== undefined && { test }),
      ...(resume !== undefined && { resume }),
      ...(options.maxSteps !== undefined && { maxSteps: options.maxSteps }),
      onStep: (event) => progress.show(training(event)),
      onEvaluate: (images) => progress.show(testing(images, test?.size ?? 0)),
      onRecord: (record) => {
        log.append(record);
        if (record.kind === 'epoch') progress.note(describeEpoch(record));
      },
      onCheckpoint: async (checkpoint) => {
        await writeCheckpoint(run, model, checkpoint, { identity, keep: options.keep });
      },
    });
    if (!result.stopped && result.lastEpoch !== undefined) {
      const warnings = warningsAfter(result.lastEpoch, classNames.length);
      for (const warning of warnings) progress.note(`warning: ${warning}`);
    }
    progress.close();
    printResult(`${run}: ${describeResult(result)}`);
    return stop.exitCode() ?? exitCodes.ok;
  } catch (error) {
    // A stop while data was read: nothing is lost, nothing is to be said.
    if (stop.signal.aborted && error === stop.signal.reason) return stop.exitCode() ?? exitCodes.failure;
    throw error;
  } finally {
    await pool.close();
  }
}

async function openBoth(
  data: DataFolder,
  recipe: Recipe,
  preprocessing: Preprocessing,
  options: FitCommandOptions,
  pool: DecodePool,
  progress: Progress,
  signal: AbortSignal,
): Promise<{ train: Dataset; test: Dataset | undefined }> {
  const opening = openOptions(preprocessing, pool, options, progress, signal);
  const train = await openTrainingData(data, recipe.augmentation, recipe.seed, opening);
  return { train, test: await openTestData(data, opening) };
}

/** Reads the state of the newest complete checkpoint into the model; nothing where there is none and the run begins. */
async function resumeFrom(
  run: string,
  model: LayersModel,
  identity: RunIdentity,
  progress: Progress,
): Promise<{ state: TrainingState; velocities: Float32Array[] } | undefined> {
  await removeLeftovers(run);
  const folder = await latestValidCheckpoint(run, (damaged, reason) =>
    progress.note(`passed over a damaged checkpoint: ${damaged}: ${reason}`),
  );
  if (folder === undefined) {
    await goBackTo(run, undefined, undefined);
    return undefined;
  }
  const saved = await readState(folder);
  if (saved.recipeHash !== identity.recipeHash) {
    throw new RunError(
      `${run}: cannot resume, its recipe.json is not the recipe that ${folder} was trained with`,
    );
  }
  if (saved.classNames.map(className).join('\n') !== identity.classNames.map(className).join('\n')) {
    throw new RunError(`${run}: cannot resume, the classes of the data have changed`);
  }
  if (saved.trainImages !== identity.trainImages) {
    throw new RunError(
      `${run}: cannot resume, the run began with ${saved.trainImages} training images, now there are ${identity.trainImages}`,
    );
  }
  if (saved.backend !== identity.backend) {
    progress.note(
      `the run was on ${saved.backend} and goes on on ${identity.backend}: not the same to the last bit`,
    );
  }
  const velocities = await restoreWeights(folder, model);
  await goBackTo(run, folder, saved);
  progress.note(`resuming ${folder}: step ${saved.state.step}, epoch ${saved.state.epoch + 1}`);
  return { state: saved.state, velocities };
}

function describeResult({ state, stopped, lastEpoch }: FitResult): string {
  if (state.step === 0) return 'stopped before the first step, nothing is saved';
  const end = stopped ? 'stopped and saved' : 'done';
  const best = state.bestAccuracy > 0 ? `, best test accuracy ${percent(state.bestAccuracy)}` : '';
  const last = lastEpoch === undefined ? '' : `, ${describeEpoch(lastEpoch)}`;
  return `${end} at step ${state.step}${last}${best}`;
}
