/** Builds models without weights, of which a network has 200 MB, for questions about shapes and costs. */

let depth = 0;

/** Calls `build`, which is synchronous. Layers of this package that are built inside get no weights. */
export function buildWeightless<T>(build: () => T): T {
  depth++;
  try {
    return build();
  } finally {
    depth--;
  }
}

/** Tells whether a layer that is built now gets no weights. */
export const isWeightless = (): boolean => depth > 0;
