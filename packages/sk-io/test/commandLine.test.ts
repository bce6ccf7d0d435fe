/** The libraries of the command line come with `sk-io/command` alone. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** Packages that an entry imports, directly or through modules of sk-io. */
async function packagesOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: {
      contents: `export * from '${entry}';`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    conditions: process.env['SK_TEST_BUILT'] === '1' ? [] : ['sk-source'],
    plugins: [
      {
        name: 'packages stay outside',
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path }) =>
            path === entry ? undefined : { path, external: true },
          );
        },
      },
    ],
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  return imports.filter(({ external }) => external).map(({ path }) => path);
}

it.each(['sk-io', 'sk-io/node', 'sk-io/onnx'])('%s imports none of them', async (entry) => {
  const packages = await packagesOf(entry);
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter((name) => name === 'commander' || name === 'cli-progress')).toEqual([]);
});

it('sk-io/command imports them, and backends only when one is started', async () => {
  const packages = await packagesOf('sk-io/command');
  expect(packages).toEqual(expect.arrayContaining(['commander', 'cli-progress', 'sk-backend-wasm/node']));
});
