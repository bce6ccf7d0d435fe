/** The programs of `bench/programs` as one file each. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

const program = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
};

/** Names that packages in CommonJS expect, and modules lack. */
const names = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  'const require = createRequireOfBundle(import.meta.url);',
  'const __dirname = import.meta.dirname;',
];

/** Options of esbuild for programs that have all in them but the npm package `webgpu`; our packages come from their sources. */
export const fromSources = {
  ...program,
  conditions: ['sk-source'],
  // tfjs's packages import each other's modules: by their `main` there would be two cores.
  mainFields: ['module', 'main'],
  external: ['webgpu'],
  banner: { js: names.join(' ') },
};

const options = {
  /** The packages stay outside, as they were built. */
  wasm: { ...program, packages: 'external' },
  webgpu: fromSources,
};

/**
 * Writes one program.
 *
 * @param backend `wasm` or `webgpu`
 * @returns outfile
 */
export async function bundleProgram(backend, outfile, { minify = false } = {}) {
  await build({
    ...options[backend],
    entryPoints: [join(here, 'programs', `${backend}.ts`)],
    outfile,
    minify,
    keepNames: minify,
  });
  return outfile;
}
