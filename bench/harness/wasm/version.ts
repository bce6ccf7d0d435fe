/** What was measured: the release, and the build of our kernels that the engine runs. */
import { createRequire } from 'node:module';
import { simdBuild } from 'sk-backend-wasm';

/** Such as `1.0.0 relaxed-simd`; the backend has started. */
export function packageVersion(): string {
  const { version } = createRequire(import.meta.url)('sk-backend-wasm/package.json') as { version: string };
  return `${version} ${simdBuild()}`;
}
