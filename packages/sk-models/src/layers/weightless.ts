/** Builds models for their shapes alone: 200 MB of weights are no price for a question about costs. */
let depth = 0;

/** Layers of this package that are built inside `build`, which must be synchronous, get no weights. */
export function withoutWeights<T>(build: () => T): T {
  depth += 1;
  try {
    return build();
  } finally {
    depth -= 1;
  }
}

export const isWeightless = (): boolean => depth > 0;
