/** A recipe by its name, or out of a file of JSON or YAML; what is in the file is not checked yet. */
import { existsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { didYouMean } from 'sk-core';
import { UsageError } from 'sk-io/command';
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
  return await readFields(name);
}

/** Returns the fields in a file of JSON, or of YAML by its ending. @throws UsageError for what cannot be read */
export async function readFields(path: string): Promise<RawRecipe> {
  const isYaml = /\.ya?ml$/i.test(path);
  const text = await readBounded(path);
  const content = isYaml ? parseYaml(text, path) : parseJson(text, path);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`${path}: wants ${isYaml ? 'fields' : 'a JSON object'}`);
  }
  return { ...content };
}

/** Reads a file, or what a pipe gives. */
async function readBounded(path: string): Promise<string> {
  const file = await open(path);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) throw new UsageError(`${path}: has more than ${maxBytes} bytes`);
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    await file.close();
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

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
