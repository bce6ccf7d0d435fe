/** The entries of each package as its manifest declares them: what users can import. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Returns the manifests of all packages by name. */
export function manifests() {
  const folders = readdirSync(join(root, 'packages'));
  return new Map(
    folders.map((name) => [
      name,
      JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')),
    ]),
  );
}

/**
 * Lists the entries of a package.
 *
 * @returns For each its specifier ('sk-io/node'), the file name of its report, and its source and declaration files
 * relative to the package. A pattern such as './families/*' is one entry with a file for each match.
 */
export function entriesOf({ name, exports }) {
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([path, { 'sk-source': source, types }]) => {
      const short = path === '.' ? 'index' : path.slice(2).replace('/*', '');
      return {
        specifier: join(name, path),
        report: `${short.replaceAll('/', '-')}.api.md`,
        sources: matches(name, source),
        declarations: matches(name, source).map((file) => declarationOf(file, source, types)),
      };
    });
}

function matches(name, pattern) {
  if (!pattern.includes('*')) return [pattern.slice(2)];
  const folder = dirname(pattern.slice(2));
  return readdirSync(join(root, 'packages', name, folder))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => `${folder}/${file}`);
}

function declarationOf(file, source, types) {
  const star = file.slice(source.indexOf('*') - 2, -'.ts'.length);
  return types.slice(2).replace('*', star);
}
