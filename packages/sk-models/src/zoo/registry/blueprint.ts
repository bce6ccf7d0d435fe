/** Builds networks without weights, of which each has some 200 MB, for questions about shapes and costs. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { withAnyBackend } from '../../anyBackend.js';
import { buildWeightless } from '../../layers/weightless.js';
import { buildOptions, type CreateOptions } from '../family/createFrom.js';
import { findEntry } from './registry.js';

/**
 * Builds a network by name whose layers have no weights, calls `read` with it, and disposes of it. Needs no backend.
 *
 * @param read Is synchronous and does not run the network.
 * @returns What `read` returns.
 * @throws ModelError for an unknown name, for sizes that make no sense and options that do not exist.
 */
export function withBlueprint<T>(
  name: string,
  options: CreateOptions,
  read: (blueprint: LayersModel) => T,
): T {
  const entry = findEntry(name);
  const build = buildOptions(entry, { seed: 0, ...options });
  return withAnyBackend(() =>
    buildWeightless(() => {
      const blueprint = entry.build(build);
      try {
        return read(blueprint);
      } finally {
        blueprint.dispose();
      }
    }),
  );
}
