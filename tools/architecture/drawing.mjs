/** The graph of packages and folders as the lines of ARCHITECTURE.md. `node tools/architecture/drawing.mjs` writes them there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { edgesBetween, folderOf, importsOfPackages, packageOf } from './importGraph.mjs';

const document = join(dirname(fileURLToPath(import.meta.url)), '../../ARCHITECTURE.md');
const block = /(<!-- graph -->\n```\n)(.*?)(```\n<!-- end of graph -->)/s;

/** Returns a line for each package and, indented, for each of its folders: the imports stand behind the colon. */
export function drawGraph(imports) {
  const line = (name, to) => `${name}${to.length === 0 ? '' : `: ${to.join(', ')}`}\n`;
  const packages = edgesBetween(imports, packageOf);
  const names = [...new Set(imports.flatMap(({ from, to }) => [packageOf(from), packageOf(to)]))];
  return names
    .sort((a, b) => height(packages, a) - height(packages, b) || (a < b ? -1 : 1))
    .map((name) => {
      const own = imports.filter(({ from, to }) => packageOf(from) === name && packageOf(to) === name);
      const partOf = (file) => folderOf(file).split('/').slice(0, 2).join('/') || '.';
      const folders = edgesBetween(own, partOf);
      const all = new Set(own.flatMap(({ from, to }) => [from, to]).map(partOf));
      all.delete('.');
      const inside = [...all].sort().map(
        (folder) =>
          `  ${line(
            folder,
            (folders.get(folder) ?? []).filter((to) => to !== '.'),
          )}`,
      );
      return line(name, packages.get(name) ?? []) + inside.join('');
    })
    .join('\n');
}

/** Returns how many packages stand below one, in the longest row. */
function height(packages, name) {
  return 1 + Math.max(0, ...(packages.get(name) ?? []).map((below) => height(packages, below)));
}

/** Returns the lines that ARCHITECTURE.md has. */
export function drawnGraph() {
  const [, , lines] = block.exec(readFileSync(document, 'utf8')) ?? [];
  if (lines === undefined) throw new Error('ARCHITECTURE.md has no <!-- graph --> block');
  return lines;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = drawGraph(importsOfPackages());
  writeFileSync(document, readFileSync(document, 'utf8').replace(block, `$1${text}$3`));
}
