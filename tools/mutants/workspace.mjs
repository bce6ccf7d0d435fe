/** A copy of the sources in a temporary folder, for tests that change them. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const packages = ['sk-core', 'sk-conformance', 'sk-backend-wasm', 'sk-backend-webgpu'];
const settings = ['package.json', 'tsconfig.json', 'tsconfig.base.json'];

/** Copies packages and settings; links every installed dependency, but the copies in place of the packages. */
export function copyWorkspace(root) {
  const copy = mkdtempSync(join(tmpdir(), 'sk-mutants-'));
  for (const file of settings) cpSync(join(root, file), join(copy, file));
  const isSource = (path) => !['node_modules', 'dist', '.turbo'].includes(basename(path));
  for (const name of packages) {
    cpSync(join(root, 'packages', name), join(copy, 'packages', name), { recursive: true, filter: isSource });
  }
  cpSync(join(root, 'tools', 'mutants', 'vitest.config.ts'), join(copy, 'vitest.config.ts'));
  cpSync(join(root, 'tools', 'swiftshader'), join(copy, 'tools', 'swiftshader'), { recursive: true });
  const modules = join(copy, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.') && !name.startsWith('sk-')) {
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    }
  }
  for (const name of packages) symlinkSync(join(copy, 'packages', name), join(modules, name));
  return { path: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}
