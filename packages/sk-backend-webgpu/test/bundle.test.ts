import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const conditions = process.env['SK_TEST_BUILT'] === '1' ? [] : ['sk-source'];

async function bundled(contents: string): Promise<{ imports: string[]; text: string }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    conditions,
    external: ['@tensorflow/*'],
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  expect(outputFiles).toHaveLength(1);
  return {
    imports: [...new Set(imports.map(({ path }) => path))].sort(),
    text: outputFiles[0]?.text as string,
  };
}

const tfjs = ['@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-core'];

describe('a browser bundle', () => {
  it('of the root entry needs no module of Node, no Dawn and no file beside it', async () => {
    const { imports, text } = await bundled("export { start } from 'sk-backend-webgpu';");
    expect(imports).toEqual(tfjs);
    expect(text).not.toMatch(/process\.|from "webgpu"|import\("webgpu"\)/);
    expect(text).toContain('@compute');
  });

  it('of /auto registers the kernels, and is not shaken off', async () => {
    const { imports, text } = await bundled("import 'sk-backend-webgpu/auto';");
    expect(imports).toEqual(tfjs);
    expect(text).toMatch(/^install\(\);$/m);
  });

  it('is one of a package that declares its one side effect', () => {
    const manifest = createRequire(import.meta.url).resolve('sk-backend-webgpu/package.json');
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({
      sideEffects: ['./src/auto.ts', './dist/auto.js'],
    });
  });
});
