/** The READMEs that people meet first, and their fenced blocks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, workspaces } from '../../scripts/workspaces.mjs';

export interface Readme {
  /** Relative to the root. */
  readonly file: string;
  readonly text: string;
}

/** Says why a block cannot run in a reader's folder with Node and npm: the HTML comment before its fence. */
export type Mark = 'in a page' | 'in a clone' | 'on a GPU';

export interface Block {
  readonly language: 'sh' | 'ts';
  readonly code: string;
  readonly mark?: Mark;
}

const readme = (file: string): Readme => ({ file, text: readFileSync(join(root, file), 'utf8') });

/** Returns those of the root and of all packages. */
export function readmes(): readonly Readme[] {
  const packages = workspaces().filter(({ path }) => path.startsWith('packages/'));
  return [readme('README.md'), ...packages.map(({ path }) => readme(`${path}/README.md`))];
}

const isMark = (text: string): text is Mark =>
  text === 'in a page' || text === 'in a clone' || text === 'on a GPU';
const isLanguage = (text: string): text is Block['language'] => text === 'sh' || text === 'ts';

/**
 * Returns the blocks that are code, in the order of the text. Fences without a language hold what a command prints, or trees.
 *
 * @throws Error for a language that no test runs, and for a mark that says no reason.
 */
export function blocksOf({ file, text }: Readme): readonly Block[] {
  const fences = text.matchAll(/^(?:<!-- ([^\n]*) -->\n)?```(\w+)\n(.*?)^```$/gms);
  return [...fences].map(([, mark, language = '', code = '']) => {
    if (!isLanguage(language)) throw new Error(`${file}: no test runs blocks of '${language}'`);
    if (mark === undefined) return { language, code };
    if (!isMark(mark)) throw new Error(`${file}: '${mark}' is no reason why a block cannot run`);
    return { language, code, mark };
  });
}

/** Returns the names behind `npm install` in a block, with their versions; several lines may be one command. */
export const installed = (code: string): readonly string[] =>
  [...code.matchAll(/^npm install((?:.*\\\n)*[^#\n]*)/gm)].flatMap(([, names = '']) =>
    names.split(/[\s\\]+/).filter((name) => name !== '' && !name.startsWith('-')),
  );
