/** From a family's literal table of variants to entries of the registry. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BuildOptions, ModelEntry, PaperFigures } from '../../types.js';
import { type DatasetName, datasets } from './dataset.js';

/** What every row of a family's table says. */
export interface Variant {
  readonly description: string;
  readonly dataset: DatasetName;
  readonly paper?: PaperFigures;
  /** Pixels a side below which the network has nothing left to pool or convolve. */
  readonly smallestInput?: number;
}

export function familyEntries<V extends Variant>(
  family: string,
  variants: Readonly<Record<string, V>>,
  build: (name: string, variant: V, options: BuildOptions) => LayersModel,
): readonly ModelEntry[] {
  return Object.entries(variants).map(([name, variant]): ModelEntry => {
    const { description, dataset, paper, smallestInput } = variant;
    const { build: defaults, preprocessing, labels } = datasets[dataset];
    return {
      ...{ name, family, description, defaults, preprocessing, labels },
      ...(paper === undefined ? {} : { paper }),
      ...(smallestInput === undefined ? {} : { smallestInput }),
      build: (options) => build(name, variant, options),
    };
  });
}
