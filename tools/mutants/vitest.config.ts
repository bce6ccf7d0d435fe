import { defineConfig } from 'vitest/config';

const conditions = ['sk-source', 'node', 'import', 'module', 'default'];

/** For one package of the copy, in its sources. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, pool: 'forks' },
});
