/** The results that runs of a table have already, and those that another recipe made. */
import { RunError } from 'sk-io/node';
import type { Recipe } from '../../../recipe/recipe.js';
import { recipeNames } from '../../../recipe/recipeFields.js';
import type { PlannedRun } from '../table/plannedRuns.js';
import { type RunResult, recipeDigest, recipeOfResult } from './resultsFile.js';

export interface KnownResult {
  readonly run: PlannedRun;
  readonly result: RunResult;
}

export interface KnownResults {
  readonly valid: readonly KnownResult[];
  /** Runs whose results were made by another recipe, and how that differs. */
  readonly outdated: readonly { readonly run: PlannedRun; readonly difference: string }[];
  /** Results of rows and seeds that the table does not have. */
  readonly foreign: readonly RunResult[];
}

/** Sorts results by what they are to the runs of a table. */
export async function sortResults(
  folder: string,
  runs: readonly PlannedRun[],
  results: readonly RunResult[],
): Promise<KnownResults> {
  const valid: KnownResult[] = [];
  const outdated: { run: PlannedRun; difference: string }[] = [];
  const foreign: RunResult[] = [];
  for (const result of results) {
    const run = runs.find(({ slug, seed }) => slug === result.row && seed === result.seed);
    const difference = run && (await differenceOf(folder, run, result));
    if (run === undefined) foreign.push(result);
    else if (difference === undefined) valid.push({ run, result });
    else outdated.push({ run, difference });
  }
  return { valid, outdated, foreign };
}

/** @throws RunError where results were made by other recipes */
export function refuseOutdated(folder: string, { outdated }: KnownResults): void {
  const [first] = outdated;
  if (first === undefined) return;
  const more = outdated.length > 1 ? ` and of ${outdated.length - 1} more runs` : '';
  throw new RunError(
    `${folder}: the results of row ${first.run.row} seed ${first.run.seed}${more} were made by another recipe: ${first.difference}. Leave the table as it was, add --rerun to make them anew, or take another folder`,
  );
}

async function differenceOf(folder: string, run: PlannedRun, result: RunResult): Promise<string | undefined> {
  const made = await recipeOfResult(folder, run, result);
  if (made !== undefined) return describeDifference(made, run.recipe);
  return result.digest === recipeDigest(run)
    ? undefined
    : `its digest is ${result.digest} and not ${recipeDigest(run)}`;
}

/** Returns the fields that differ, with their values; undefined where none does. */
export function describeDifference(made: Recipe, wanted: Recipe): string | undefined {
  const fields = Object.keys(recipeNames) as (keyof Recipe)[];
  const changed = fields.filter((field) => JSON.stringify(made[field]) !== JSON.stringify(wanted[field]));
  if (changed.length === 0) return undefined;
  return changed
    .map(
      (field) =>
        `${field} was ${JSON.stringify(made[field]) ?? 'absent'} and is now ${JSON.stringify(wanted[field]) ?? 'absent'}`,
    )
    .join('; ');
}
