/** Everything about WebGPU as one file, tfjs included, from the sources: it needs the npm package `webgpu` beside it. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

export async function bundleWebgpu(outfile, { minify = false } = {}) {
  await build({
    entryPoints: [join(here, 'programs', 'webgpu.ts')],
    outfile,
    bundle: true,
    minify,
    keepNames: minify,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['sk-source'],
    // tfjs's packages import each other's modules: by their `main` there would be two cores.
    mainFields: ['module', 'main'],
    external: ['webgpu'],
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}
