/** The recipe of a run: read from its folder, told apart from another, and compared with a changed one. */
import { createHash } from 'node:crypto';
import { RunError, readRecipeFile } from 'sk-io/node';
import { changedFields, parseRecipe } from '../recipe/parseRecipe.js';
import type { Recipe } from '../recipe/recipe.js';

/**
 * Reads the recipe of a run.
 *
 * @returns Undefined where no run has begun in the folder.
 * @throws ModelFileError, RecipeError where the file is not a recipe.
 */
export async function readRecipe(run: string): Promise<Recipe | undefined> {
  const content = await readRecipeFile(run);
  return content === undefined ? undefined : parseRecipe(content);
}

/** Returns a digest of what decides the steps of a run: the same for recipes that may follow each other. */
export function recipeHash(recipe: Recipe): string {
  const isOpenEnded = changedFields(recipe, { ...recipe, epochs: recipe.epochs + 1 }).length === 0;
  const decisive = parseRecipe(isOpenEnded ? { ...recipe, epochs: 1 } : recipe);
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex');
}

/** @throws RunError where the run cannot go on exactly under the new recipe. */
export function assertSameRun(run: string, before: Recipe, after: Recipe): void {
  const fields = changedFields(before, after);
  if (fields.length === 0) return;
  if (fields.length === 1 && fields.includes('epochs')) {
    const { kind } = before.schedule;
    throw new RunError(
      `${run}: cannot resume with ${after.epochs} epochs: the learning rate of its ${kind} schedule is laid out for ${before.epochs} and does not say how it goes on. To train on, begin another run with the weights of this one: fit --from ${run} --out <folder> --epochs <more>`,
    );
  }
  const changes = fields.map(
    (field) =>
      `${field} was ${JSON.stringify(before[field as keyof Recipe])} and is now ${JSON.stringify(after[field as keyof Recipe])}`,
  );
  throw new RunError(
    `${run}: cannot resume, the recipe has changed: ${changes.join('; ')}. Leave it as it was, or begin another run with --out`,
  );
}
