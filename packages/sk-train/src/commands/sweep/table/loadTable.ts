/** The table of a sweep, out of a module of JavaScript or TypeScript, or a file of JSON or YAML. */
import { existsSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from 'sk-io/command';
import { defineSweep, type SweepTable } from '../../../node/sweep/sweepTable.js';
import { RecipeError } from '../../../recipe/recipeError.js';
import { readFields } from '../../fit/recipe/namedRecipe.js';

const modules: ReadonlySet<string> = new Set(['.js', '.mjs', '.ts', '.mts']);
const records: ReadonlySet<string> = new Set(['.json', '.yaml', '.yml']);

/** @throws UsageError, RecipeError for what cannot be read or is no table */
export async function loadTable(path: string): Promise<SweepTable> {
  const kind = extname(path).toLowerCase();
  if (!modules.has(kind) && !records.has(kind)) {
    throw new UsageError(`${path}: wants a file named ${[...modules, ...records].join(', ')}`);
  }
  if (!existsSync(path)) throw new UsageError(`${path}: no such file`);
  if (statSync(path).isDirectory()) throw new UsageError(`${path}: is a folder, wants a file`);
  const content = records.has(kind) ? await readFields(path) : await defaultOf(path);
  try {
    // defineSweep checks what it is given.
    return defineSweep(content as SweepTable);
  } catch (error) {
    throw error instanceof RecipeError
      ? new UsageError(`${path}: ${error.message}`, { cause: error })
      : error;
  }
}

async function defaultOf(path: string): Promise<unknown> {
  let content: { readonly default?: unknown };
  try {
    content = await importModule(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  if (content.default !== undefined) return content.default;
  throw new UsageError(`${path}: has no default export: write export default defineSweep({ ... })`);
}

/** Node 20 reads no TypeScript, 22.18 and 24 do, but for files below node_modules. */
const withoutTypeScript: ReadonlySet<string> = new Set([
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
]);

async function importModule(path: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown };
  } catch (error) {
    if (!withoutTypeScript.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  const { createJiti } = await loadJiti(path);
  return await createJiti(import.meta.url).import(resolve(path));
}

async function loadJiti(path: string): Promise<typeof import('jiti')> {
  try {
    return await import('jiti');
  } catch (error) {
    throw new UsageError(
      `${path}: Node ${process.versions.node} does not read TypeScript as this file has it: npm install jiti, take Node 22.18 or newer, or write the table as .mjs, .json or .yaml`,
      { cause: error },
    );
  }
}
