/** The model that a run begins or goes on with. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { openSavedModel } from 'sk-io/node';
import { addDropPath, ModelError, modelMetadata, resizeInput, unfreeze } from 'sk-models';
import type { Origin } from '../../recipe/recipe.js';
import { freezeParts } from '../../step/freezeParts.js';
import type { RunRecipe } from './chooseRecipe.js';
import { type BaseModel, findBase, openBase } from './trained/baseModel.js';
import { fitHead } from './trained/fitHead.js';
import { createTrainingModel, type TrainingModel } from './trainingModel.js';

type TunedRecipe = Extract<RunRecipe, { readonly from: Origin }>;

export interface Beginning {
  /** The model of `--from`, where it is open. */
  readonly base: BaseModel | undefined;
  /** The folder of the checkpoint that the run goes on with. */
  readonly checkpoint: string | undefined;
  readonly note: (text: string) => void;
}

/**
 * Returns the model for the classes of the data: random weights for a network by name, or else trained ones, with the drop
 * path of the recipe, or else their own, and frozen as it says. A run that goes on has the weights in its checkpoint, and needs nothing of what it began with.
 *
 * @throws ModelError, ModelFileError where what the run began with does not fit or is gone.
 */
export async function startingModel(
  recipe: RunRecipe,
  classNames: readonly string[],
  { base, checkpoint, note }: Beginning,
): Promise<TrainingModel> {
  if (recipe.from === undefined) return createTrainingModel(recipe, classNames);
  if (checkpoint !== undefined) return frozen((await openSavedModel(checkpoint)).model, recipe, note);
  const { source, sha256 } = recipe.from;
  const start = base ?? (await openBase(await findBase(source, { network: recipe.model }), sha256));
  return tune(start, recipe, classNames, note);
}

function tune(
  { model, dispose }: BaseModel,
  recipe: TunedRecipe,
  classNames: readonly string[],
  note: Beginning['note'],
): TrainingModel {
  let current = model;
  const leave = (next?: LayersModel): void => {
    if (next === current) return;
    if (current === model) dispose();
    else current.dispose();
    current = next ?? current;
  };
  try {
    leave(resized(current, recipe.imageSize));
    const head = fitHead(current, classNames, recipe.seed);
    leave(head.model);
    note(head.note);
    const { dropPath, seed } = recipe;
    if (dropPath !== undefined) leave(addDropPath(current, dropPath, { seed }));
    return frozen(current, recipe, note);
  } catch (error) {
    leave();
    throw error;
  }
}

function resized(model: LayersModel, side: number | undefined): LayersModel {
  const [, height, width] = model.inputs[0]?.shape ?? [];
  const fits = side === undefined || (height === side && width === side);
  return fits ? model : resizeInput(model, [side, side]);
}

/** Freezes what the recipe names, and nothing else: a model may come with parts that its last training kept. */
function frozen(model: LayersModel, { freeze }: TunedRecipe, note: Beginning['note']): TrainingModel {
  const { preprocessing } = modelMetadata(model);
  if (preprocessing === undefined)
    throw new ModelError(`${model.name}: says nothing about its preprocessing`);
  unfreeze(model);
  const [first, ...more] = freezeParts(model, freeze);
  if (first !== undefined)
    note(`frozen: ${1 + more.length} layers, from ${first} to ${more.at(-1) ?? first}`);
  return { model, preprocessing };
}
