/** The test files of a workspace, and the files that they import or read by a relative path. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/workspaces.mjs';

const ignored = ['node_modules', 'dist', '.cache', '.turbo'];
const reference = /(?:from |import |import\(|new URL\()\s*'(\.{1,2}\/[^']*)'/g;

/** Returns the TypeScript files below each `test` folder of a workspace, relative to the root. */
export function testFiles(workspace: string): readonly string[] {
  return readdirSync(join(root, workspace), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && /(^|\/)test\//.test(name))
    .filter((name) => !name.split('/').some((part) => ignored.includes(part)))
    .map((name) => `${workspace}/${name}`)
    .sort();
}

export const isTest = (file: string): boolean => file.endsWith('.test.ts');

/** Returns the suite that a test file belongs to: the folder below `test` that has a task of its own, or 'test'. */
export function suiteOf(file: string): string {
  const [, folder] = /\/test\/([^/]+)\//.exec(file) ?? [];
  return ['browser', 'built', 'endurance', 'network', 'realImages'].includes(folder ?? '')
    ? `test:${folder}`
    : 'test';
}

/** Returns the file that a relative path in a file names, relative to the root; undefined where there is none. */
function resolved(file: string, path: string): string | undefined {
  const target = join(dirname(file), path);
  const candidates = [target, target.replace(/\.js$/, '.ts'), target.replace(/\.mjs$/, '.mts')];
  return candidates.find((each) => existsSync(join(root, each)));
}

/** Returns the files and folders that a file names by relative paths, and those that they name in turn, within tests. */
export function reachedFrom(file: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  for (const [, path = ''] of readFileSync(join(root, file), 'utf8').matchAll(reference)) {
    const target = resolved(file, path);
    if (target === undefined || seen.has(target)) continue;
    seen.add(target);
    if (/\/test\//.test(target) && target.endsWith('.ts') && statSync(join(root, target)).isFile())
      reachedFrom(target, seen);
  }
  return seen;
}
