/** The programs of `bench/programs` as one file each. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

const options = {
  /** The packages stay outside, as they were built. */
  wasm: { packages: 'external' },
  /** Packages come from their sources, and all but the npm package `webgpu` is in the file. */
  webgpu: {
    conditions: ['sk-source'],
    // tfjs's packages import each other's modules: by their `main` there would be two cores.
    mainFields: ['module', 'main'],
    external: ['webgpu'],
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
  },
};

/**
 * Writes one program.
 *
 * @param backend `wasm` or `webgpu`
 * @returns outfile
 */
export async function bundleProgram(backend, outfile, { minify = false } = {}) {
  await build({
    entryPoints: [join(here, 'programs', `${backend}.ts`)],
    outfile,
    bundle: true,
    minify,
    keepNames: minify,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    ...options[backend],
  });
  return outfile;
}
