/** Entries that run in a browser, bundled as a page would: every entry of a package but `/node` and `/command`. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const built = process.env['SK_TEST_BUILT'] === '1';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const entries = readdirSync(join(root, 'packages')).flatMap((folder) => {
  const manifest = JSON.parse(
    readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'),
  ) as Manifest;
  return Object.entries(manifest.exports)
    .filter(([path]) => !['./package.json', './node', './command'].includes(path))
    .flatMap(([path, target]) => paths(path, target, join(root, 'packages', folder)))
    .map((path) => ({ name: manifest.name, specifier: join(manifest.name, path) }));
});

/** Returns the path of an entry, or of each file that stands behind one with a *. */
function paths(path: string, target: Manifest['exports'][string], folder: string): readonly string[] {
  const source = typeof target === 'string' ? target : (target['sk-source'] ?? '');
  if (!path.includes('*')) return [path];
  return readdirSync(join(folder, dirname(source))).map((file) => path.replace('*', file.replace('.ts', '')));
}

it.each(entries.filter(({ name }) => name !== 'sk-conformance'))(
  '$specifier bundles for a browser without a module of Node',
  async ({ specifier }) => {
    const { metafile } = await build({
      stdin: { contents: `export * from '${specifier}';`, resolveDir: root },
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      conditions: built ? [] : ['sk-source'],
      external: ['@tensorflow/*'],
      logLevel: 'silent',
    });
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(imported.filter((path) => path.startsWith('node:'))).toEqual([]);
    expect(Object.keys(metafile.inputs).length).toBeGreaterThan(1);
  },
);

it('an application that uses one operator carries no model, no backend and no trainer', async () => {
  const { metafile } = await build({
    stdin: {
      contents: `import { conv2d } from 'sk-core'; console.log(conv2d);`,
      resolveDir: root,
    },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: built ? [] : ['sk-source'],
    external: ['@tensorflow/*'],
    logLevel: 'silent',
  });
  const packages = Object.keys(metafile.inputs).filter((path) => /packages\/(?!sk-core\/)/.test(path));
  expect(packages).toEqual([]);
  const [output] = Object.values(metafile.outputs);
  expect(output?.bytes).toBeLessThan(15_000);
});
