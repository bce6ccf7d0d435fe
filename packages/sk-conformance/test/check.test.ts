import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it("the subpath 'check' needs neither vitest nor Node", async () => {
  const { metafile } = await build({
    stdin: {
      contents: "export * from 'sk-conformance/check';",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['sk-source'],
    external: ['@tensorflow/*'],
  });
  const wanted = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external),
  );
  const packages = new Set(wanted.map(({ path }) => path));
  expect([...packages].sort()).toEqual(['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']);
});
