/** Every entry of every built package, loaded by `require`, as a program in CommonJS loads it. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { root, workspaces } from '../../../../scripts/workspaces.mjs';

const packages = workspaces().filter(({ path }) => path.startsWith('packages/'));

/** Lists the import paths of a package; a star stands for each of its source files. */
function specifiers({ path, manifest: { name, exports } }: (typeof packages)[number]): string[] {
  return Object.entries(exports ?? {}).flatMap(([entry, target]) => {
    if (typeof target === 'string') return [];
    if (!entry.includes('*')) return [join(name, entry)];
    const folder = join(root, path, target['sk-source'] ?? '', '..');
    return readdirSync(folder).map((file) => join(name, entry.replace('*', basename(file, '.ts'))));
  });
}

it.each(packages)('$path can be required, each entry', (each) => {
  const entries = specifiers(each);
  expect(entries).toContain(each.manifest.name === 'sk-mpi' ? 'sk-mpi/node' : each.manifest.name);
  const program = `
    const counts = ${JSON.stringify(entries)}.map((entry) => [entry, Object.keys(require(entry)).length]);
    console.log(JSON.stringify(counts));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr.replace(/^.*Warning.*$/gm, '').trim()).toBe('');
  expect(status).toBe(0);
  const counts = JSON.parse(stdout) as [string, number][];
  expect(counts.map(([entry]) => entry)).toEqual(entries);
  expect(counts.filter(([, names]) => names === 0).map(([entry]) => entry)).toEqual(
    each.manifest.name === 'sk-backend-webgpu' ? ['sk-backend-webgpu/auto'] : [],
  );
});
