/** The recipe of a run: a named one, a file's, or that of the run to resume, under the options given beside it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseRecipe, type Recipe } from '../../recipe.js';
import { recipes } from '../../recipes.js';
import { UsageError } from '../exitCodes.js';
import { isRun, parseJson, readRecipe } from '../run/runFolder.js';
import type { FitCommandOptions } from './fitCommand.js';

const defaultModel = 'sknet_slim';

/** @throws UsageError, RecipeError, RunError */
export async function chooseRecipe(options: FitCommandOptions): Promise<Recipe & { readonly model: string }> {
  const saved = await savedRecipe(options);
  const named = options.recipe === undefined ? saved : await readNamed(options.recipe);
  const base = named ?? recipes['slim'];
  const chosen = {
    model: options.model,
    imageSize: options.imageSize,
    epochs: options.epochs,
    batchSize: options.batchSize,
    accumulate: options.accumulate,
    learningRate: options.lr,
    warmupEpochs: options.warmup,
    weightDecay: options.weightDecay,
    labelSmoothing: options.labelSmoothing,
    seed: options.seed,
  };
  const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
  const recipe = parseRecipe({ model: saved?.model ?? defaultModel, ...(base as object), ...given });
  return { ...recipe, model: recipe.model ?? defaultModel };
}

async function savedRecipe({ resume, out }: FitCommandOptions): Promise<Recipe | undefined> {
  return resume && out !== undefined && isRun(out) ? await readRecipe(out) : undefined;
}

async function readNamed(name: string): Promise<unknown> {
  const known = Object.hasOwn(recipes, name) ? recipes[name] : undefined;
  if (known !== undefined) return known;
  if (!existsSync(name)) {
    throw new UsageError(
      `--recipe ${name}: no such file, and the recipes are ${Object.keys(recipes).join(', ')}`,
    );
  }
  const content = parseJson(await readFile(name, 'utf8'), name);
  if (typeof content !== 'object' || content === null) throw new UsageError(`${name}: wants a JSON object`);
  return content;
}
