/** A recipe by its name, or out of a file of JSON or YAML; what is in the file is not checked yet. */
import { existsSync, statSync } from 'node:fs';
import { didYouMean } from 'sk-core';
import { ModelFileError } from 'sk-io';
import { UsageError } from 'sk-io/command';
import { readJsonFile, readTextFile } from 'sk-io/node';
import { parseDocument } from 'yaml';
import { recipes } from '../../../recipe/recipes.js';

export type RawRecipe = Readonly<Record<string, unknown>>;

/** A recipe of all that there is has a thousandth of it. */
const maxBytes = 2 ** 20;

/** @throws UsageError for what cannot be read, and for what is no recipe */
export async function readNamed(name: string): Promise<RawRecipe> {
  const known = Object.hasOwn(recipes, name) ? recipes[name] : undefined;
  if (known !== undefined) return { ...known };
  const names = Object.keys(recipes);
  if (!existsSync(name)) {
    throw new UsageError(
      `--recipe ${name}: no such file, and the recipes are ${names.join(', ')}${didYouMean(name, names)}`,
    );
  }
  if (statSync(name).isDirectory()) throw new UsageError(`--recipe ${name}: is a folder, wants a file`);
  const isYaml = /\.ya?ml$/i.test(name);
  const content = await (isYaml ? readYaml(name) : readJsonFile(name)).catch((error: unknown) => {
    throw error instanceof ModelFileError ? new UsageError(error.message, { cause: error }) : error;
  });
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`${name}: wants ${isYaml ? 'fields' : 'a JSON object'}`);
  }
  return { ...content };
}

const readYaml = async (path: string): Promise<unknown> =>
  parseYaml(await readTextFile(path, maxBytes), path);

/** @param what For the message. @throws UsageError for what is no YAML */
export function parseYaml(text: string, what: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: false });
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) throw fault;
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new UsageError(`${what}: is not YAML: ${(error as Error).message}`, { cause: error });
  }
}
