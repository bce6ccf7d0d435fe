import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const conditions = process.env['SK_TEST_BUILT'] === '1' ? [] : ['sk-source'];

describe('a browser bundle', () => {
  it('of the root entry needs no module of Node and no file beside it', async () => {
    const { metafile, outputFiles } = await build({
      stdin: { contents: "export { install } from 'sk-backend-wasm';", resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      metafile: true,
      platform: 'browser',
      format: 'esm',
      conditions,
      external: ['@tensorflow/*'],
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    expect([...new Set(imports.map(({ path }) => path))]).toEqual(['@tensorflow/tfjs-core']);
    expect(outputFiles).toHaveLength(1);
    expect(outputFiles[0]?.text).toContain('AGFzbQ');
  });

  it('is one of a package that declares no side effects', () => {
    const manifest = createRequire(import.meta.url).resolve('sk-backend-wasm/package.json');
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ sideEffects: false });
  });
});
