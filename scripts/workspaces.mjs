/** The workspaces of the repository, found by the patterns of package.json. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifestOf = (path) => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));

/** Returns the folder of each workspace, relative to the root, and its package.json, in the order of their names. */
export function workspaces() {
  const folders = manifestOf('.').workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const folder = pattern.slice(0, -2);
    return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  });
  return folders
    .filter((path) => existsSync(join(root, path, 'package.json')))
    .sort()
    .map((path) => ({ path, manifest: manifestOf(path) }));
}
