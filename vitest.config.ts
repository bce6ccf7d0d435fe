import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** `SK_TEST_BUILT=1` runs the same tests against `dist`, as users get it. */
const built = process.env['SK_TEST_BUILT'] === '1';
const conditions = [...(built ? [] : ['sk-source']), 'node', 'import', 'module', 'default'];

const project = (root: string) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name: root.split('/').at(-1) as string,
    root,
    include: ['test/**/*.test.ts'],
    exclude: built ? ['test/internal/**'] : ['test/built/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks' as const,
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: ['packages', 'examples', 'tools', 'bench'].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => existsSync(`${folder}/${name}/test`))
        .map((name) => project(`${folder}/${name}`)),
    ),
  },
});
