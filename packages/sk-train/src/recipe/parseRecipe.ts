/** Recipes as people and files give them: checked, completed, and compared. */
import { Faults } from './fields/faults.js';
import { lossScaleDefaults, optimizerDefaults, usualRate } from './optimizer.js';
import type { Precision, Recipe } from './recipe.js';
import { RecipeError } from './recipeError.js';
import { recipeField, recipeNames } from './recipeFields.js';
import type { Schedule } from './schedule.js';

/**
 * Checks a recipe and fills in what it leaves out.
 * @param input usually a `RecipeInput`, or JSON that should be one
 * @throws RecipeError naming each field that is unknown or out of range
 */
export function parseRecipe(input: unknown): Recipe {
  const faults = new Faults();
  const recipe = recipeField(input, '', faults);
  if (recipe === undefined || faults.count > 0) throw new RecipeError(`recipe: ${faults}`);
  return ofOneOptimizer(ofOnePrecision(recipe), input as Readonly<Record<string, unknown>>);
}

/** Fills in the scale of the loss. float32 is what a recipe without a precision has. @throws RecipeError for a scale without mixed precision */
function ofOnePrecision(parsed: Recipe): Recipe {
  const { precision, lossScale, ...rest } = parsed;
  if (precision === 'mixed') return { ...parsed, lossScale: lossScale ?? lossScaleDefaults };
  if (lossScale === undefined) return rest;
  throw new RecipeError('recipe: lossScale: of mixed precision: add precision: mixed, or leave it out');
}

/** Returns the precision of a recipe, which a backend is asked for: one that runs may have another. */
export const precisionOf = ({ precision = 'float32' }: Recipe): Precision => precision;

/** Leaves out what the optimiser of a recipe does not read. @throws RecipeError where that was given */
function ofOneOptimizer(parsed: Recipe, input: Readonly<Record<string, unknown>>): Recipe {
  if (parsed.clipNorm !== undefined && parsed.clipValue !== undefined) {
    throw new RecipeError('recipe: clipNorm and clipValue: both limit the gradients, give one of the two');
  }
  const { optimizer: chosen, ...ofSgd } = parsed;
  if (chosen === undefined) return ofSgd;
  const given = (['momentum', 'nesterov'] as const).filter((field) => input[field] !== undefined);
  if (chosen.kind === 'sgd') {
    const { kind: _, ...settings } = chosen;
    const twice = given.filter((field) => settings[field] !== undefined);
    if (twice.length === 0) return { ...ofSgd, ...settings };
    throw new RecipeError(`recipe: ${twice.join(' and ')}: given twice, leave out optimizer.${twice[0]}`);
  }
  if (given.length > 0) {
    const fields = Object.keys(optimizerDefaults[chosen.kind]).join(', ');
    throw new RecipeError(
      `recipe: ${given.join(' and ')}: of optimizer sgd, and this one is ${chosen.kind}, whose optimizer has ${fields}: leave out what is beside it`,
    );
  }
  const { momentum: _, nesterov: __, ...rest } = parsed;
  return { ...rest, learningRate: (input['learningRate'] as number | undefined) ?? usualRate(chosen) };
}

/**
 * Returns the names of the fields that changed and matter, which keep a run from going on under another recipe. More epochs
 * are a change that does not matter where the learning rate does not depend on their number.
 */
export function changedFields(before: Recipe, after: Recipe): string[] {
  const fields = Object.keys(recipeNames) as (keyof Recipe)[];
  return fields.filter((field) => {
    if (JSON.stringify(before[field]) === JSON.stringify(after[field])) return false;
    return !(field === 'epochs' && isOpenEnded(before.schedule));
  });
}

/** Tells whether the learning rate of a schedule does not depend on the number of epochs, so that a run may be extended. */
export const isOpenEnded = ({ kind }: Schedule): boolean =>
  ['constant', 'step', 'cosine-restarts', 'plateau'].includes(kind);
