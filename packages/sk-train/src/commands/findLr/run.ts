/** `sk-train find-lr`: from the options of `fit` to the learning rate that it should be given. */
import {
  checkTarget,
  countedWork,
  exitCodes,
  listenForStop,
  openProgress,
  type Progress,
  printJson,
  printResult,
  type StopSignals,
  startChosenBackend,
  UsageError,
} from 'sk-io/command';
import { checkModelName, writeRateTable } from 'sk-io/node';
import { DecodePool } from '../../node/data/decodePool.js';
import { searchByRecipe } from '../../search/findLearningRate.js';
import type { RateSearch } from '../../search/rateSearchOptions.js';
import {
  chooseRecipe,
  type NamedRecipe,
  type RunRecipe,
  readNamedRecipe,
  wantedBase,
} from '../fit/chooseRecipe.js';
import { readImageFacts } from '../fit/imageFacts.js';
import { describeBase, type OpenedBase, openChosen } from '../fit/openWanted.js';
import { checkNetwork, type FoundData, findForRecipe, openByRecipe } from '../fit/recipe/recipeInputs.js';
import { startingModel } from '../fit/startingModel.js';
import { chooseTrainingData, type TrainingData } from '../fit/trainingData.js';
import { openOptions } from '../parts/data/openOptions.js';
import { describeSearch, suggestedOptions } from './describeSearch.js';
import type { FindLrOptions } from './options.js';

/** Searches and returns the exit code. */
export async function runFindLr({ out, ...options }: FindLrOptions): Promise<number> {
  const { minLr, maxLr } = options;
  if (!(minLr > 0 && maxLr > minLr)) {
    throw new UsageError(`--min-lr ${minLr} and --max-lr ${maxLr}: wants a rate above 0 and a higher one`);
  }
  if (out !== undefined) checkTarget(out, 'folder');
  if (options.model !== undefined) checkNetwork(options.model);
  const named = await readNamedRecipe(options);
  const found = await findForRecipe(options);
  const wanted = wantedBase(options, named);
  const opened = wanted && (await openChosen(wanted, options));
  try {
    return await searchFrom(opened, named, found, options, out);
  } finally {
    opened?.base.dispose();
  }
}

async function searchFrom(
  opened: OpenedBase | undefined,
  named: NamedRecipe,
  found: FoundData | undefined,
  options: Omit<FindLrOptions, 'out'>,
  out: string | undefined,
): Promise<number> {
  const images = found && (await readImageFacts(found));
  const base = opened && (await describeBase(opened.base, found, options));
  const { recipe, run, reasons } = await chooseRecipe(options, named, { images, base });
  if (recipe.from === undefined) checkModelName(recipe.model);
  const { data: folder, valSplit } = options;
  const { seed, lrHead, learningRate } = recipe;
  const chosen = await chooseTrainingData(folder, { run, found, resumes: false, valSplit, seed });
  const progress = openProgress();
  const stop = listenForStop((name) => progress.note(`${name}: stopping after this step`));
  try {
    const taught = recipe.teacher && 'the teacher of the recipe takes no part in the search';
    const why = reasons.length > 0 ? [`recipe: ${reasons.join('; ')}`] : [];
    for (const note of [...why, ...(taught ? [taught] : []), ...chosen.notes]) {
      progress.note(note);
    }
    const search = await searchRates(recipe, chosen, options, progress, stop, opened);
    progress.close();
    if (stop.signal.aborted) return stop.exitCode() ?? exitCodes.failure;
    if (out !== undefined) {
      const table = await writeRateTable(out, search);
      progress.note(`${table} is written: sk-viz learning-rate --search ${out} --out ${out} draws it`);
    }
    const headRatio = lrHead === undefined ? undefined : lrHead / learningRate;
    return printSearch(search, headRatio, options, progress);
  } catch (error) {
    // A stop while data was read: nothing is to be said.
    if (stop.signal.aborted && error === stop.signal.reason) return stop.exitCode() ?? exitCodes.failure;
    throw error;
  } finally {
    progress.close();
    stop.dispose();
  }
}

async function searchRates(
  recipe: RunRecipe,
  { data }: TrainingData,
  options: Omit<FindLrOptions, 'out'>,
  progress: Progress,
  stop: StopSignals,
  opened: OpenedBase | undefined,
): Promise<RateSearch> {
  const note = (text: string): void => progress.note(text);
  if (opened === undefined) await startChosenBackend(options, note);
  const base = opened?.base;
  const beginning = { base, checkpoint: undefined, note };
  const { model, preprocessing } = await startingModel(recipe, data.classNames, beginning);
  const pool = new DecodePool(options.workers);
  try {
    const train = await openByRecipe(
      data,
      recipe,
      openOptions(preprocessing, pool, options, progress, stop.signal),
    );
    const searching = countedWork({ doing: 'searching', did: 'searched', things: 'steps' });
    let done = 0;
    return await searchByRecipe(model, train, recipe, {
      ...{ minRate: options.minLr, maxRate: options.maxLr, steps: options.steps },
      ...{ capture: options.capture, signal: stop.signal },
      onRefusal: (reason) => note(`steps are not recorded for replays: ${reason}`),
      onStep: () => progress.show(searching(++done, options.steps)),
    });
  } finally {
    await pool.close();
    if (model !== base?.model) model.dispose();
  }
}

/** Prints the result and returns the exit code: a search without a suggestion has failed. */
function printSearch(
  search: RateSearch,
  headRatio: number | undefined,
  { minLr, maxLr, steps, json }: Omit<FindLrOptions, 'out'>,
  progress: Progress,
): number {
  const { suggestion } = search;
  if (json) printJson({ ...search, ...(headRatio !== undefined && { headRatio }) });
  else printResult(describeSearch(search));
  if (suggestion === undefined) {
    progress.note(
      `no learning rate is suggested: the loss falls nowhere from ${minLr} to ${maxLr} in ${steps} steps (${search.end}): try another range, or more --steps`,
    );
    return exitCodes.failure;
  }
  if (!json) {
    printResult(
      `\n${suggestedOptions(suggestion, headRatio)} is suggested, where the smoothed loss falls fastest`,
    );
  }
  return exitCodes.ok;
}
