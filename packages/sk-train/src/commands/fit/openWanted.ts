/** Opens the model that a run begins with, before its recipe is chosen. */
import { type BackendChoice, checkTarget, printNote, startChosenBackend, UsageError } from 'sk-io/command';
import { isRun, RunError } from 'sk-io/node';
import { modelMetadata, registry } from 'sk-models';
import { binaryFormatOf } from '../../node/data/binary/binaryFiles.js';
import type { TrainedNetwork } from '../../recipe/tuningRates.js';
import {
  type NamedRecipe,
  type RecipeFacts,
  type WantedBase,
  wantedBase,
  wantedPrecision,
} from './chooseRecipe.js';
import type { RecipeOptions } from './options.js';
import { type FoundData, foundClasses } from './recipe/recipeInputs.js';
import { type BaseModel, findBase, openBase } from './trained/baseModel.js';
import { sameClasses } from './trained/fitHead.js';

export interface OpenedBase {
  readonly base: BaseModel;
  readonly backend: string;
}

/** Opens what the run is to begin with, before its recipe is chosen: that follows from the model too. */
export async function openWanted(
  options: RecipeOptions,
  named: NamedRecipe,
): Promise<OpenedBase | undefined> {
  const wanted = wantedBase(options, named);
  if (wanted === undefined) return undefined;
  if (!options.printRecipe) {
    if (options.data === undefined) throw new UsageError(dataIsMissing);
    checkNew(wanted.run);
  }
  return await openChosen(wanted, { ...options, precision: wantedPrecision(options, named) });
}

/** Opens a model that a run is to begin with, once a backend is there. */
export async function openChosen(
  { source, network, sha256 }: WantedBase,
  choice: BackendChoice,
): Promise<OpenedBase> {
  const place = await findBase(source, { network });
  const backend = await startChosenBackend(choice, printNote);
  return { base: await openBase(place, sha256), backend };
}

export const dataIsMissing = '--data <folder> is missing';

/** @throws RunError, UsageError where no run can begin in the folder */
export function checkNew(run: string): void {
  if (isRun(run)) {
    throw new RunError(`${run}: there is a run here already: add --resume, or take another --out`);
  }
  checkTarget(run, 'folder');
}

/** Returns what the recipe follows from; without data the classes are taken for others than the model's. */
export async function describeBase(
  { model, origin, preprocessing }: BaseModel,
  found: FoundData | undefined,
  { data, recipe }: RecipeOptions,
): Promise<RecipeFacts['base']> {
  const format = data !== undefined && recipe === undefined ? binaryFormatOf(data) : undefined;
  const ofBinary = data === undefined ? undefined : await format?.classNames(data);
  const classNames = found === undefined ? ofBinary : foundClasses(found);
  const { skModel } = modelMetadata(model);
  const network: TrainedNetwork = {
    ...(skModel !== undefined && registry.has(skModel) && { model: skModel }),
    side: Math.max(...preprocessing.size),
    newHead: classNames === undefined || sameClasses(model, classNames) === undefined,
  };
  return { origin, network };
}
