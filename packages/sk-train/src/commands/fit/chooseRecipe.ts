/**
 * The recipe of a run: a named one, a file's, that of the run to resume, or one that follows from the images, under the
 * options given beside it.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from 'sk-io/command';
import { registry } from 'sk-models';
import { isSmall } from '../../node/data/openData.js';
import { readRecipe } from '../../node/runRecipe.js';
import { type ImageFacts, recipeForImages } from '../../recipe/imagesRecipe.js';
import { parseRecipe, type Recipe } from '../../recipe/recipe.js';
import { recipes } from '../../recipe/recipes.js';
import { type FitCommandOptions, recipeFields } from './options.js';

const defaultModel = 'sknet_slim';

/** Networks for photographs, by the recipes that are for those. */
const defaultModels: ReadonlyMap<string, string> = new Map([
  ['imagenet', 'sknet50'],
  ['imagenet-light', 'shufflenetv2_x1_0_466_sk'],
]);

export interface ChosenRecipe {
  readonly recipe: Recipe & { readonly model: string };
  /** The run's folder. */
  readonly run: string;
  /** The recipe in the folder, where a run there is to be resumed. */
  readonly saved?: Recipe;
  /** Why the recipe is as it is, where it follows from the images. */
  readonly reasons: readonly string[];
}

/**
 * @param images What is known of them; undefined where a recipe cannot follow from them.
 * @throws UsageError, RecipeError, RunError
 */
export async function chooseRecipe(options: FitCommandOptions, images?: ImageFacts): Promise<ChosenRecipe> {
  const given = recipeFields(options);
  const named = options.recipe === undefined ? undefined : await readNamed(options.recipe);
  const fallback = defaultModels.get(options.recipe ?? '') ?? defaultModel;
  const derived = named === undefined && images !== undefined ? recipeForImages(images, given) : undefined;
  const base = named ?? derived?.recipe ?? (await readNamed(defaultRecipe(options)));
  const model = options.model ?? (typeof base['model'] === 'string' ? base['model'] : fallback);
  const run = options.out ?? join('runs', model);
  const saved = options.resume ? await readRecipe(run) : undefined;
  const recipe = parseRecipe({ model: saved?.model ?? model, ...(named ?? saved ?? base), ...given });
  return {
    recipe: { ...recipe, model: recipe.model ?? model },
    run,
    reasons: saved === undefined ? (derived?.reasons ?? []) : [],
    ...(saved !== undefined && { saved }),
  };
}

/** Returns the name of the recipe for images of the size that the model reads. */
function defaultRecipe({ model = defaultModel, imageSize }: FitCommandOptions): string {
  const [height, width] = registry.get(model)?.defaults.inputShape ?? [0, 0];
  const size = imageSize === undefined ? ([height, width] as const) : ([imageSize, imageSize] as const);
  return isSmall({ size }) ? 'slim' : 'imagenet';
}

/** Reads a recipe by its name or from a file; what is in the file is not checked yet. */
async function readNamed(name: string): Promise<Readonly<Record<string, unknown>>> {
  const known = Object.hasOwn(recipes, name) ? recipes[name] : undefined;
  if (known !== undefined) return { ...known };
  if (!existsSync(name)) {
    throw new UsageError(
      `--recipe ${name}: no such file, and the recipes are ${Object.keys(recipes).join(', ')}`,
    );
  }
  const content = parseJson(await readFile(name, 'utf8'), name);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`${name}: wants a JSON object`);
  }
  return { ...content };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}
