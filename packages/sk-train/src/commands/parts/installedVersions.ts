/** The versions of the packages that take part in training. */
import { createRequire } from 'node:module';

const packages = [
  'sk-core',
  'sk-models',
  'sk-train',
  'sk-backend-wasm',
  'sk-backend-webgpu',
  'sk-backend-node',
  'sk-mpi',
  'sk-viz',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  '@tensorflow/tfjs-node',
  'webgpu',
] as const;

export const notInstalled = 'not installed';

/** Returns the version of each package, or that it is not installed. */
export async function installedVersions(): Promise<Record<string, string>> {
  const own = createRequire(import.meta.url);
  // sk-io starts the backends, and where packages see their own peers alone it finds others than this package.
  const both = [own, createRequire(own.resolve('sk-io/package.json'))];
  const versions = packages.map((name) => [name, versionOf(name, both)] as const);
  // sharp hides its package.json.
  const sharp = await import('sharp').catch(() => undefined);
  return { ...Object.fromEntries(versions), sharp: sharp?.default.versions['sharp'] ?? notInstalled };
}

function versionOf(name: string, places: readonly NodeJS.Require[]): string {
  for (const require of places) {
    try {
      return (require(`${name}/package.json`) as { version: string }).version;
    } catch {
      // The next place may have it.
    }
  }
  return notInstalled;
}
