/** Families of networks: a literal table of variants, and the one function that builds each of them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BuildOptions, ModelEntry, PaperFigures } from '../../types.js';
import { type DatasetName, datasets } from '../datasets/datasets.js';
import { type CreateOptions, checkBuildOptions, createFrom } from './createFrom.js';
import { entryIn } from './entryIn.js';

/** A family that can be imported without the others. */
export interface Family {
  /** Its networks, by name. */
  readonly entries: ReadonlyMap<string, ModelEntry>;
  /**
   * Builds an untrained network of the family, as `createModel` of 'sk-models' does.
   *
   * @throws ModelError for a name that is not in the family, for sizes that make no sense and options that do not exist.
   */
  readonly createModel: (name: string, options?: CreateOptions) => LayersModel;
}

/** The columns that every row of a family's table has. */
export interface Variant {
  readonly description: string;
  readonly dataset: DatasetName;
  readonly paper?: PaperFigures;
  /** Pixels a side below which the network has nothing left to pool or convolve. */
  readonly smallestInput?: number;
}

/**
 * Defines a family.
 *
 * @param family Its name.
 * @param variants Its table: a row for each network, by name.
 * @param build Builds the network of a row.
 */
export function defineFamily<V extends Variant>(
  family: string,
  variants: Readonly<Record<string, V>>,
  build: (name: string, variant: V, options: BuildOptions) => LayersModel,
): Family {
  const entries = new Map(
    Object.entries(variants).map(([name, variant]): [string, ModelEntry] => {
      const { description, dataset, paper, smallestInput } = variant;
      const { build: defaults, preprocessing, labels } = datasets[dataset];
      const entry = {
        ...{ name, family, description, defaults, preprocessing, labels },
        ...(paper !== undefined && { paper }),
        ...(smallestInput !== undefined && { smallestInput }),
        build: (options: BuildOptions) => {
          checkBuildOptions(name, options);
          return build(name, variant, options);
        },
      };
      return [name, entry];
    }),
  );
  return {
    entries,
    createModel: (name, options) =>
      createFrom(entryIn(entries, name, `Its family has ${[...entries.keys()].join(', ')}.`), options),
  };
}
