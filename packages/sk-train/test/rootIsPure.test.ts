import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { expect, it } from 'vitest';

/** tfjs-core asks for these two inside its Node platform, and its package.json maps them to nothing for browsers. */
const mappedAway = new Set(['util', 'crypto']);

it('the root entry bundles for a browser without one Node module', async () => {
  const asked: string[] = [];
  const watch: Plugin = {
    name: 'watch',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, importer }) => {
        const name = path.replace(/^node:/, '');
        if (path.startsWith('node:') || (builtinModules.includes(name) && !mappedAway.has(name))) {
          asked.push(`${path} by ${importer}`);
        }
        return undefined;
      });
    },
  };
  const result = await build({
    stdin: {
      contents: "export * from 'sk-train';",
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    conditions: process.env['SK_TEST_BUILT'] === '1' ? [] : ['sk-source'],
    plugins: [watch],
    logLevel: 'silent',
  });
  expect(result.errors).toEqual([]);
  expect(asked).toEqual([]);
  expect(result.outputFiles[0]?.text).toContain('softmaxCrossEntropy');
});
