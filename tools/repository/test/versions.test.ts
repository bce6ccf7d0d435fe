/** All packages are versioned on their own: a minor of sk-core must not drag its peers along. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const copy = mkdtempSync(join(tmpdir(), 'sk-versions-'));
afterAll(() => rmSync(copy, { recursive: true }));

const packages = readdirSync(join(root, 'packages'));
const versions = (folder: string): Record<string, string> =>
  Object.fromEntries(
    packages.map((name) => [
      name,
      (
        JSON.parse(readFileSync(join(folder, 'packages', name, 'package.json'), 'utf8')) as {
          version: string;
        }
      ).version,
    ]),
  );

it('a minor change of sk-core moves sk-core alone', () => {
  for (const file of ['package.json', 'package-lock.json', '.changeset/config.json']) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const path of [...packages.map((name) => `packages/${name}`), 'examples/quickstart']) {
    mkdirSync(join(copy, path), { recursive: true });
    cpSync(join(root, path, 'package.json'), join(copy, path, 'package.json'));
  }
  writeFileSync(join(copy, '.changeset', 'one.md'), "---\n'sk-core': minor\n---\n\nAdds an operator.\n");
  const before = versions(copy);
  execFileSync(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], {
    cwd: copy,
    stdio: 'pipe',
  });
  const [major, minor] = (before['sk-core'] as string).split('.').map(Number) as [number, number];
  expect(versions(copy)).toEqual({ ...before, 'sk-core': `${major}.${minor + 1}.0` });
});
