/** The imports among the sources of all packages, types and dynamic imports included. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Visitor } from 'oxc-parser';
import { ResolverFactory } from 'oxc-resolver';
import { root } from '../../scripts/workspaces.mjs';
import { parseSource } from '../api/parseSource.mjs';

const resolver = new ResolverFactory({
  conditionNames: ['sk-source', 'import'],
  extensionAlias: { '.js': ['.ts', '.js'] },
});
const isSource = (file) => /^packages\/[^/]+\/src\//.test(file);

/** Lists the specifiers that a source file imports, exports from, names in a type, or imports when it runs. */
function specifiersIn(file) {
  const text = readFileSync(file, 'utf8');
  const { module, program } = parseSource(file, text);
  const reexports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest ?? []),
  );
  const inTypes = [];
  new Visitor({ TSImportType: ({ source }) => inTypes.push(source) }).visit(program);
  const imports = module.staticImports.map(({ moduleRequest }) => moduleRequest);
  // A dynamic import takes an expression. This follows string literals and no other expressions.
  const atRuntime = module.dynamicImports
    .map(({ moduleRequest: { start, end } }) => text.slice(start, end))
    .flatMap((expression) => /^(['"])(.*)\1$/.exec(expression)?.[2] ?? []);
  const once = (specifiers, dynamic) => [...new Set(specifiers)].map((specifier) => ({ specifier, dynamic }));
  return [
    ...once(
      [...imports, ...reexports, ...inTypes].map(({ value }) => value),
      false,
    ),
    ...once(atRuntime, true),
  ];
}

/**
 * Reads the imports between files of packages.
 *
 * @returns {readonly {from: string, to: string, dynamic: boolean}[]} Paths from the repository's root.
 * @throws Error where a source does not parse, or imports a file that is not there.
 */
export function importsOfPackages() {
  const files = readdirSync(join(root, 'packages'), { recursive: true })
    .map((name) => `packages/${name}`)
    .filter((file) => isSource(file) && file.endsWith('.ts'));
  return files.flatMap((from) =>
    specifiersIn(join(root, from)).flatMap(({ specifier, dynamic }) => {
      const { path, error } = resolver.sync(dirname(join(root, from)), specifier);
      if (error !== undefined && specifier.startsWith('.')) throw new Error(`${from}: ${error}`);
      const to = path === undefined ? '' : relative(root, path);
      return isSource(to) ? [{ from, to, dynamic }] : [];
    }),
  );
}

export const packageOf = (file) => file.split('/')[1];

/** Returns the folder of a file within the sources of its package; '' at their root. */
export const folderOf = (file) => dirname(file).split('/').slice(3).join('/');

const isEntry = (file) => file.endsWith('/index.ts');

/** Sorts the edges between groups of files, without those inside a group and those out of entries. */
export function edgesBetween(imports, groupOf) {
  const edges = new Map();
  for (const { from, to } of imports) {
    if (isEntry(from)) continue;
    const [a, b] = [groupOf(from), groupOf(to)];
    if (a === b) continue;
    edges.set(a, (edges.get(a) ?? new Set()).add(b));
  }
  return new Map([...edges].map(([from, to]) => [from, [...to].sort()]));
}

/** Returns the groups that reach themselves, each with the way around. */
export function circlesIn(edges) {
  const circles = [];
  const done = new Set();
  const visit = (node, path) => {
    const at = path.indexOf(node);
    if (at >= 0) {
      circles.push([...path.slice(at), node].join(' -> '));
      return;
    }
    if (done.has(node)) return;
    for (const next of edges.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return circles;
}
