/** The imports among the sources of all packages, types and dynamic imports included. */
import { dirname } from 'node:path';
import { cruise } from 'dependency-cruiser';

/**
 * Reads the imports between files of packages.
 *
 * @returns {Promise<readonly {from: string, to: string, dynamic: boolean}[]>} Paths from the repository's root, which is
 * the working directory.
 */
export async function importsOfPackages() {
  const { output } = await cruise(
    ['packages'],
    { includeOnly: { path: '^packages/[^/]+/src/' }, tsPreCompilationDeps: true },
    { exportsFields: ['exports'], conditionNames: ['sk-source', 'import'] },
  );
  return output.modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ resolved }) => resolved !== source)
      .map(({ resolved, dynamic }) => ({ from: source, to: resolved, dynamic })),
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
