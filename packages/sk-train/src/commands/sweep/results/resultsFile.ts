/**
 * The results of a sweep in a folder: one line a finished run in results.csv, and beside it the run's recipe and log. Whoever
 * has the folder goes on from there, without the runs themselves.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from 'sk-io';
import { UsageError } from 'sk-io/command';
import { writeFileAtomically } from 'sk-io/node';
import { parseRecipe } from '../../../recipe/parseRecipe.js';
import type { Recipe } from '../../../recipe/recipe.js';
import type { PlannedRun } from '../table/plannedRuns.js';

export interface RunResult {
  /** The row's name as folders have it. */
  readonly row: string;
  readonly seed: number;
  /** Epochs that were trained; fewer than the recipe's where the run ended early. */
  readonly epochs: number;
  readonly step: number;
  /** Shares of the test images; top-5 where there are more than five classes. */
  readonly top1: number;
  readonly top5: number;
  readonly loss: number;
  /** Test images. */
  readonly images: number;
  /** Time in training, without that of killed steps. */
  readonly seconds: number;
  readonly backend: string;
  /** The commit of the folder that the sweep ran in, with + where files had changed; empty outside of git. */
  readonly commit: string;
  /** The SHA-256 of the recipe's file. */
  readonly digest: string;
}

/** The columns of results.csv, and how each is read; a reader's undefined is a fault. */
const text = (cell: string): string | undefined => (/^[\w+.-]*$/.test(cell) ? cell : undefined);
const row = (cell: string): string | undefined => (/^[\p{L}\p{N}_-]+$/u.test(cell) ? cell : undefined);
const number = (cell: string): number | undefined =>
  cell !== '' && Number.isFinite(Number(cell)) && Number(cell) >= 0 ? Number(cell) : undefined;
const share = (cell: string): number | undefined => (Number(cell) <= 1 ? number(cell) : undefined);
const whole = (cell: string): number | undefined => (/^\d{1,15}$/.test(cell) ? Number(cell) : undefined);

const columns: {
  readonly [Column in keyof RunResult]: (cell: string) => RunResult[Column] | undefined;
} = {
  ...{ row, seed: whole, epochs: whole, step: whole, top1: share, top5: share, loss: number },
  ...{ images: whole, seconds: number, backend: text, commit: text, digest: text },
};
const names = Object.keys(columns) as (keyof RunResult)[];

const listOf = (folder: string): string => join(folder, 'results.csv');

/** @throws UsageError with the number of a line that is not a result */
export async function readResults(folder: string): Promise<readonly RunResult[]> {
  const path = listOf(folder);
  if (!existsSync(path)) return [];
  const [head, ...lines] = (await readFile(path, 'utf8')).split(/\r?\n/);
  if (head !== names.join()) throw new UsageError(`${path}: line 1 wants ${names.join()}`);
  const results = lines.flatMap((line, i) => (line === '' ? [] : [resultIn(line, `${path}: line ${i + 2}`)]));
  const keys = results.map(({ row, seed }) => `row ${row} seed ${seed}`);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw new UsageError(`${path}: has ${twice} twice: leave one of the lines out`);
  return results;
}

function resultIn(line: string, place: string): RunResult {
  const cells = line.split(',');
  const values = names.map((name, i) => {
    const value = columns[name](cells[i] ?? '');
    if (value === undefined) throw new UsageError(`${place}: ${name} is ${JSON.stringify(cells[i] ?? '')}`);
    return [name, value] as const;
  });
  if (cells.length !== names.length) throw new UsageError(`${place}: wants ${names.length} cells`);
  // The type of `columns` has each reader's type; Object.fromEntries forgets it.
  return Object.fromEntries(values) as unknown as RunResult;
}

/** Writes the list of results. */
export async function writeResults(folder: string, results: readonly RunResult[]): Promise<void> {
  const lines = results.map((result) => csvLine(names.map((name) => result[name])));
  await writeFileAtomically(listOf(folder), [csvLine(names), ...lines].join(''));
}

const recipePath = (folder: string, { place }: PlannedRun): string => join(folder, `${place}.recipe.json`);
const logPath = (folder: string, { place }: PlannedRun): string => join(folder, `${place}.log.csv`);

/** Writes the recipe of a run beside its place and returns the file. */
export async function writePlannedRecipe(folder: string, run: PlannedRun): Promise<string> {
  const path = recipePath(folder, run);
  await writeFileAtomically(path, recipeText(run));
  return path;
}

/** Writes the recipe and the log of a finished run. */
export async function writeBeside(folder: string, run: PlannedRun, log: string): Promise<void> {
  await writePlannedRecipe(folder, run);
  await writeFileAtomically(logPath(folder, run), log);
}

/** Removes what {@link writeBeside} wrote. */
export async function removeBeside(folder: string, run: PlannedRun): Promise<void> {
  await rm(recipePath(folder, run), { force: true });
  await rm(logPath(folder, run), { force: true });
}

/**
 * Returns the recipe that a result was made by; undefined where it is not beside the result, or is another file than that of
 * the result.
 */
export async function recipeOfResult(
  folder: string,
  run: PlannedRun,
  { digest }: RunResult,
): Promise<Recipe | undefined> {
  const path = recipePath(folder, run);
  if (!existsSync(path)) return undefined;
  const found = await readFile(path, 'utf8');
  return digestOf(found) === digest ? parseRecipe(JSON.parse(found)) : undefined;
}

const recipeText = ({ recipe }: PlannedRun): string => `${JSON.stringify(recipe, null, 2)}\n`;

const digestOf = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 16);

/** Returns the digest of the run's recipe, as a result has it. */
export const recipeDigest = (run: PlannedRun): string => digestOf(recipeText(run));
