/** The sources have the shape that ARCHITECTURE.md draws: packages, folders, no circles, small rooms. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawGraph, drawnGraph } from '../../../architecture/drawing.mjs';
import {
  circlesIn,
  edgesBetween,
  folderOf,
  importsOfPackages,
  packageOf,
} from '../../../architecture/importGraph.mjs';

const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');
const packages = readdirSync(join(root, 'packages'));
/** Lists of variants, units or layers, each a file of one kind. */
const longLists = ['families', 'blocks', 'layers', 'figures'];
const mostFiles = 15;

describe('the graph of imports', () => {
  const imports = importsOfPackages();

  it('is the one that ARCHITECTURE.md draws; node tools/architecture/drawing.mjs draws it anew', () => {
    expect(drawnGraph()).toBe(drawGraph(imports));
  });

  it('has no circle of packages, of folders or of files', () => {
    const places = (file: string): string => (folderOf(file) === '' ? file : dirname(file));
    for (const groupOf of [packageOf, places, (file: string) => file]) {
      expect(circlesIn(edgesBetween(imports, groupOf))).toEqual([]);
    }
  });

  it('reaches backends from the command kit alone, by dynamic imports', () => {
    const isBackend = (file: string): boolean => packageOf(file).startsWith('sk-backend-');
    const reaching = imports.filter(({ from, to }) => !isBackend(from) && isBackend(to));
    expect(reaching.length).toBeGreaterThan(0);
    expect(
      reaching.filter(({ from, dynamic }) => !dynamic || !from.startsWith('packages/sk-io/src/command/')),
    ).toEqual([]);
  });
});

describe('the sources', () => {
  const files = packages.flatMap((name) =>
    readdirSync(join(root, 'packages', name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .filter((path) => /^packages\/[^/]+\/(src|assembly)\//.test(path)),
  );

  it(`have at most ${mostFiles} files in a folder`, () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const crowded = [...counts].filter(
      ([folder, count]) => count > mostFiles && !longLists.some((name) => folder.endsWith(`/${name}`)),
    );
    expect(files.length).toBeGreaterThan(500);
    expect(crowded).toEqual([]);
  });

  it('name the files of a run in one place', () => {
    const names =
      /['"`/](recipe\.json|log\.jsonl|log\.csv|best\.json|state\.json|optimizer\.bin|manifest\.json)/;
    const naming = files.filter((file) => names.test(readFileSync(join(root, file), 'utf8')));
    expect(naming.filter((file) => !file.includes('/generated/'))).toEqual([
      'packages/sk-io/src/node/layout/runLayout.ts',
    ]);
  });
});

it('sk-models has peers and no dependencies', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'packages/sk-models/package.json'), 'utf8')) as object;
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).toHaveProperty('peerDependencies');
});
