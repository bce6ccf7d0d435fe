import { defineConfig, type ViteUserConfig } from 'vitest/config';

const conditions = ['sk-source', 'node', 'import', 'module', 'default'];

/** For one package of the copy, in its sources. */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // A mutant changes one module; the others are transformed once for all.
    experimental: { fsModuleCache: true },
    include: ['test/**/*.test.ts'],
    // The whole grid has every case.
    env: { SK_TEST_FULL: '1' },
    testTimeout: 900_000,
    pool: 'forks',
  },
});

export default config;
