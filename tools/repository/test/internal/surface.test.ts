/** Each exported value is a promise that somebody needs: its README shows it, or another package or an example uses it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entriesOf, manifests, root } from '../../../api/entries.mjs';
import { importedNames } from '../../../api/importedNames.mjs';
import { namesIn } from '../../../api/reportNames.mjs';

/** Entries that are held to a number of values. */
const mostValues: Readonly<Record<string, number>> = { 'sk-viz': 40, 'sk-train/node': 10 };

const packages = [...manifests().values()];

/** Lists 'specifier name' for what the files of a folder import. */
const importsUnder = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      ({ name, parentPath }) =>
        /\.(ts|mjs)$/.test(name) && !/node_modules|\/dist|\/assembly/.test(parentPath),
    )
    .flatMap(({ name, parentPath }) => importedNames(readFileSync(join(parentPath, name), 'utf8')))
    .map(([specifier, name]) => `${specifier} ${name}`);

const importsOf = new Map(packages.map(({ name }) => [name, importsUnder(`packages/${name}`)]));
const outside = ['examples', 'tools', 'bench'].flatMap(importsUnder);
const codeOf = (markdown: string): string => [...markdown.matchAll(/```.*?```|`[^`\n]+`/gs)].join('\n');

describe.each(packages)('$name', (manifest) => {
  const readme = readFileSync(join(root, 'packages', manifest.name, 'README.md'), 'utf8');
  const shown = new Set(codeOf(readme).match(/[\w$]+/g));
  const others = packages
    .filter(({ name }) => name !== manifest.name)
    .flatMap(({ name }) => importsOf.get(name) ?? []);
  const imported = new Set([...outside, ...others]);

  it.each(entriesOf(manifest))('$specifier exports no value that nobody uses', ({ specifier, report }) => {
    const text = readFileSync(join(root, 'packages', manifest.name, 'api', report), 'utf8');
    const values = namesIn(text).filter(({ isValue }) => isValue);
    const unused = values.filter(({ name }) => !shown.has(name) && !imported.has(`${specifier} ${name}`));
    expect(unused.map(({ name }) => name)).toEqual([]);
    expect(values.length).toBeLessThanOrEqual(mostValues[specifier] ?? Infinity);
  });
});
