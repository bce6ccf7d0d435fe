/** The folder of a run: its recipe, its logs, its checkpoints. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changedFields, parseRecipe, type Recipe } from '../../recipe/recipe.js';
import { replaceDurably } from './durableFiles.js';

/** Why a run cannot begin or go on in this folder. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

export const runPaths: {
  readonly [part in 'recipe' | 'jsonl' | 'csv' | 'checkpoints' | 'best' | 'lock']: (run: string) => string;
} = {
  recipe: (run) => join(run, 'recipe.json'),
  jsonl: (run) => join(run, 'log.jsonl'),
  csv: (run) => join(run, 'log.csv'),
  checkpoints: (run) => join(run, 'checkpoints'),
  best: (run) => join(run, 'best.json'),
  lock: (run) => join(run, 'lock'),
};

/** Whether a run has begun in this folder. */
export function isRun(run: string): boolean {
  return existsSync(runPaths.recipe(run));
}

/** @throws RunError, RecipeError where there is no readable recipe */
export async function readRecipe(run: string): Promise<Recipe> {
  const path = runPaths.recipe(run);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new RunError(`${run}: no run here (recipe.json is missing)`);
  });
  return parseRecipe(parseJson(text, path));
}

/** @throws RunError where a file is no JSON */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RunError(`${path}: ${(error as Error).message}`);
  }
}

export async function writeRecipe(run: string, recipe: Recipe): Promise<void> {
  await replaceDurably(runPaths.recipe(run), `${JSON.stringify(recipe, null, 2)}\n`);
}

/** Of what decides the steps of a run, as saved in each checkpoint: the same for recipes that may follow each other. */
export function recipeHash(recipe: Recipe): string {
  const isOpenEnded = changedFields(recipe, { ...recipe, epochs: recipe.epochs + 1 }).length === 0;
  const decisive = parseRecipe(isOpenEnded ? { ...recipe, epochs: 1 } : recipe);
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex');
}

/** @throws RunError where the run cannot go on exactly under the new recipe */
export function assertSameRun(run: string, before: Recipe, after: Recipe): void {
  const fields = changedFields(before, after);
  if (fields.length === 0) return;
  const changes = fields.map(
    (field) =>
      `${field} was ${JSON.stringify(before[field as keyof Recipe])} and is now ${JSON.stringify(after[field as keyof Recipe])}`,
  );
  throw new RunError(
    `${run}: cannot resume, the recipe has changed: ${changes.join('; ')}. Leave it as it was, or begin another run with --out`,
  );
}
