/** A copy of the sources in a temporary folder, for tests that change them. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root, workspaces } from '../../scripts/workspaces.mjs';

export interface WorkspaceCopy {
  /** The root of the copy. */
  readonly path: string;
  readonly remove: () => void;
}

const settings = ['package.json', 'tsconfig.json', 'tsconfig.base.json'];
const tools = ['tools/swiftshader'];

interface Dependencies {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Returns the folders of these workspaces and of those that they depend on, and the names of all workspaces. */
function withDependencies(folders: Iterable<string>): { wanted: ReadonlySet<string>; names: Set<string> } {
  const byName = new Map(workspaces().map(({ path, manifest }) => [manifest.name, path]));
  const wanted = new Set<string>();
  const add = (path: string): void => {
    if (wanted.has(path)) return;
    wanted.add(path);
    const manifest = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Dependencies;
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      const dependency = byName.get(name);
      if (dependency !== undefined) add(dependency);
    }
  };
  for (const folder of folders) add(folder);
  return { wanted, names: new Set(byName.keys()) };
}

/**
 * Copies packages, those that they depend on, and settings; links every other installed dependency.
 *
 * @param folders The folders of the packages, relative to the root.
 */
export function copyWorkspace(folders: Iterable<string>): WorkspaceCopy {
  const copy = mkdtempSync(join(tmpdir(), 'sk-mutants-'));
  const { wanted, names } = withDependencies(folders);
  const isSource = (path: string): boolean =>
    !['node_modules', 'dist', '.turbo', '.cache'].includes(basename(path));
  for (const path of [...settings, ...tools, ...wanted]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path), { recursive: true, filter: isSource });
  }
  cpSync(join(root, 'tools', 'mutants', 'vitest.config.ts'), join(copy, 'vitest.config.ts'));
  const modules = join(copy, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.') && !names.has(name))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const path of wanted) symlinkSync(join(copy, path), join(modules, basename(path)));
  return { path: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}
