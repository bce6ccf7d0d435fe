import { basename, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { workspaces } from './scripts/workspaces.mjs';

/** `SK_TEST_BUILT=1` runs tests against `dist`, as users get it: those that use public entries alone. */
const built = process.env['SK_TEST_BUILT'] === '1';
/** `SK_TEST_FULL=1` adds the projects of endurance runs, and of tests that need data which the repository has not. */
const full = process.env['SK_TEST_FULL'] === '1';

const conditions = [...(built ? [] : ['sk-source']), 'node', 'import', 'module', 'default'];
/** Folders of tests that `npm test` does not run. */
const apart = ['browser', 'endurance', 'mpi', 'network', 'realImages'];
const testsIn = (folder: string): string => `**/test/${folder}/**`;

/** On the built packages, one pass through the public entries. */
const onBuilt = ['**/test/built/**/*.test.ts', '**/test/**/{conformance,readme}.test.ts'];

/** A hang ends a test some time; no test fails because a machine is busy. */
const patience = 3_600_000;

/** Packages whose test files run in one process after another, so that TensorFlow.js loads once for all of them. */
const sharing: ReadonlySet<string> = new Set([
  'sk-backend-webgpu',
  'sk-core',
  'sk-io',
  'sk-models',
  'sk-train',
  'sk-viz',
]);
/**
 * Tests of those that replace modules, fill the heap of wasm, choose or lose the device of WebGPU, or whose layers have the
 * names and so the initial weights of a new process.
 */
const fresh = [
  'capture deviceErrors deviceLost deviceMemory install matrixDevice memory openDevice profile start startStock',
  'stockDevice tallTiles vulkanDrivers decodeImages gradientExchange hdf5Library layers openBesideTraining',
  'readOnlyDisk withoutBackend',
].flatMap((names) => names.split(' ').map((name) => `**/test/**/${name}.test.ts`));

const project = (
  root: string,
  name: string,
  include: readonly string[],
  exclude: readonly string[],
  isolate = true,
) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name,
    root,
    include: [...include],
    exclude: ['**/node_modules/**', ...exclude],
    setupFiles: [join(import.meta.dirname, 'scripts', 'sameNumbers.mjs')],
    testTimeout: patience,
    hookTimeout: patience,
    teardownTimeout: patience,
    // As many as cores, or a busy machine spends its time on changing between them.
    maxConcurrency: 2,
    expect: { poll: { timeout: patience } },
    pool: 'forks' as const,
    isolate,
  },
});

/** Returns the projects of a package's tests on its sources. */
function onSources(path: string, name: string) {
  const elsewhere = ['built', ...apart].map(testsIn);
  if (!sharing.has(name)) return [project(path, name, ['**/test/**/*.test.ts'], elsewhere)];
  return [
    project(path, name, ['**/test/**/*.test.ts'], [...elsewhere, ...fresh], false),
    project(path, `${name}:fresh`, fresh, elsewhere),
  ];
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    // Modules that have not changed are not transformed again by the next run.
    experimental: { fsModuleCache: true },
    projects: workspaces().flatMap(({ path }) => {
      const name = basename(path);
      return [
        ...(built
          ? [project(path, name, onBuilt, ['internal', ...apart].map(testsIn))]
          : onSources(path, name)),
        ...(full
          ? apart.map((folder) => project(path, `${name}:${folder}`, [`${testsIn(folder)}/*.test.ts`], []))
          : []),
      ];
    }),
  },
});
