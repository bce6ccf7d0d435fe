/** The recipe of a run: a named one, a file's, or that of the run to resume, under the options given beside it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { registry } from 'sk-models';
import { parseRecipe, type Recipe, type RecipeInput } from '../../recipe/recipe.js';
import { recipes } from '../../recipe/recipes.js';
import { isSmall } from '../data/openData.js';
import { UsageError } from '../exitCodes.js';
import { readRecipe } from '../runRecipe.js';
import type { FitCommandOptions } from './fitCommand.js';

const defaultModel = 'sknet_slim';

export interface ChosenRecipe {
  readonly recipe: Recipe & { readonly model: string };
  /** The run's folder. */
  readonly run: string;
}

/** @throws UsageError, RecipeError, RunError */
export async function chooseRecipe(options: FitCommandOptions): Promise<ChosenRecipe> {
  const named = options.recipe === undefined ? undefined : parseRecipe(await readNamed(options.recipe));
  const run = options.out ?? join('runs', options.model ?? named?.model ?? defaultModel);
  const saved = options.resume ? await readRecipe(run) : undefined;
  const base = named ?? saved ?? fallback(options);
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
  const recipe = parseRecipe({ model: saved?.model ?? defaultModel, ...base, ...given });
  return { recipe: { ...recipe, model: recipe.model ?? defaultModel }, run };
}

/** What suits the size of the images that the model reads. */
function fallback({ model = defaultModel, imageSize }: FitCommandOptions): RecipeInput {
  const [height, width] = registry.get(model)?.defaults.inputShape ?? [0, 0];
  const size = imageSize === undefined ? ([height, width] as const) : ([imageSize, imageSize] as const);
  return recipes[isSmall({ size }) ? 'slim' : 'imagenet'] as RecipeInput;
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

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}
