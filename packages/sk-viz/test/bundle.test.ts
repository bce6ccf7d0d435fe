import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('the root entry can be bundled for a browser and pulls in no Node module', async () => {
  const { metafile, errors } = await build({
    stdin: { contents: "export * from 'sk-viz'", resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    conditions: process.env['SK_TEST_BUILT'] === '1' ? [] : ['sk-source'],
    external: ['@tensorflow/*'],
    logLevel: 'silent',
  });
  expect(errors).toEqual([]);
  const inputs = Object.entries(metafile.inputs);
  expect(inputs.some(([path]) => path.includes('reportHtml'))).toBe(true);
  expect(inputs.filter(([path]) => /sk-(viz|models)\/(src|dist)\/node\//.test(path))).toEqual([]);
  const modules = inputs.flatMap(([, { imports }]) => imports.map(({ path }) => path));
  expect(modules.filter((path) => path.startsWith('node:'))).toEqual([]);
});
