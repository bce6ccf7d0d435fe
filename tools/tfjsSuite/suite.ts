/** The tests that tfjs-core ships in its npm package, each run in a process of its own. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { root } from '../../scripts/workspaces.mjs';

export type Backend = 'wasm' | 'webgpu' | 'tensorflow';
export type Variant = 'stock' | 'plugin';

export interface Outcome {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
  readonly message: string;
}

const home = join(import.meta.dirname, '.cache');
const bundle = join(home, 'suite.mjs');
const swiftShader = pathToFileURL(join(root, 'tools', 'swiftshader', 'load.mjs')).href;

/** Writes the tests, both backends and the plug-ins' sources as one file, so that all share one tfjs-core. */
export async function bundleSuite(): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'program.mjs')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    conditions: ['sk-source'],
    // The `main` fields of tfjs's packages would bring two copies of tfjs-core into the bundle.
    mainFields: ['module', 'main'],
    external: ['webgpu'],
    // tfjs-core says that its tests have no side effects.
    ignoreAnnotations: true,
    banner: {
      js: [
        "import { createRequire as createRequireOfBundle } from 'node:module';",
        "import { dirname as dirnameOfBundle } from 'node:path';",
        "import { fileURLToPath as pathOfBundle } from 'node:url';",
        'const require = createRequireOfBundle(import.meta.url);',
        'const __filename = pathOfBundle(import.meta.url);',
        'const __dirname = dirnameOfBundle(__filename);',
      ].join('\n'),
    },
  });
}

/**
 * Runs the bundled tests. WebGPU runs on SwiftShader.
 * @param folder The working folder, where tfjs-node is found.
 */
export async function runSuite(
  backend: Backend,
  variant: Variant,
  folder: string = root,
): Promise<readonly Outcome[]> {
  const report = join(home, `${backend}-${variant}.json`);
  const options = { cwd: folder, maxBuffer: 2 ** 28 };
  await promisify(execFile)(
    process.execPath,
    [...(backend === 'webgpu' ? ['--import', swiftShader] : []), bundle, backend, variant, report],
    options,
  );
  return JSON.parse(readFileSync(report, 'utf8')) as readonly Outcome[];
}
