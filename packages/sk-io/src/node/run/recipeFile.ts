/** The recipe of a run as a file. Its meaning is the trainer's; here it is an object of JSON. */
import { existsSync } from 'node:fs';
import { ModelFileError } from '../../modelFileError.js';
import { readJsonFile } from '../files/readTextFile.js';
import { writeFileAtomically } from '../files/writeFileAtomically.js';
import { runPaths } from '../layout/runLayout.js';

/** A recipe takes a thousand bytes, most of them for the names of frozen parts. */
const maxRecipeBytes = 2 ** 20;

/** Returns whether a run has begun in a folder. */
export function isRun(run: string): boolean {
  return existsSync(runPaths.recipe(run));
}

/**
 * Reads a run's recipe.
 *
 * @returns Undefined where there is none.
 * @throws ModelFileError where the file is not an object of JSON.
 */
export async function readRecipeFile(run: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const path = runPaths.recipe(run);
  if (!existsSync(path)) return undefined;
  const recipe = await readJsonFile(path, maxRecipeBytes);
  if (typeof recipe === 'object' && recipe !== null && !Array.isArray(recipe)) {
    return recipe as Record<string, unknown>;
  }
  throw new ModelFileError(path, 'wants an object of JSON: take the file away to go on without it');
}

/** Writes a run's recipe: readers see the old one or the new one. */
export async function writeRecipeFile(run: string, recipe: object): Promise<void> {
  await writeFileAtomically(runPaths.recipe(run), `${JSON.stringify(recipe, null, 2)}\n`);
}
