/** How much work a file may ask for, whatever its size. */
import { checkOptions, OptionError, type OptionNames } from 'sk-core';

/** The most that a reader takes of each; `limits` of the readers raises them where a file is trusted. */
export interface FileLimits {
  /** Values in JSON. 1,000,000 */
  readonly values: number;
  /** Layers of a model, with those that they wrap; 10,000, above the largest networks, which have thousands. */
  readonly layers: number;
  /** Calls of layers, each as often as the nested models around it are called. 100,000 */
  readonly calls: number;
  /** Outputs that a layer reads at once; 1,024, above what the widest concatenations read. */
  readonly reads: number;
  /** Visits of a layer: TensorFlow.js goes through all of them again for each call that reads what a later layer makes. 20,000,000 */
  readonly visits: number;
  /** Entries of a file of weights, and objects in HDF5. 100,000 */
  readonly entries: number;
  /** Groups that lie around all objects of HDF5 together: the library walks through them to find each object. 30,000 */
  readonly groups: number;
  /** Fields in a Caffe model; 2,000,000, since values that are not packed take one each. */
  readonly fields: number;
}

/** The longest name of a layer, which no option raises: the names of weights and of nested layers repeat it. */
export const maxNameLength = 1000;

export const usualLimits: FileLimits = {
  values: 1_000_000,
  layers: 10_000,
  calls: 100_000,
  reads: 1024,
  visits: 20_000_000,
  entries: 100_000,
  groups: 30_000,
  fields: 2_000_000,
};

const names: OptionNames<FileLimits> = {
  values: true,
  layers: true,
  calls: true,
  reads: true,
  visits: true,
  entries: true,
  groups: true,
  fields: true,
};

/** Returns all limits. @throws OptionError for names that there are not, and for what is no whole number from 1 */
export function fileLimits(what: string, given: Partial<FileLimits> = {}): FileLimits {
  checkOptions(`${what}: limits`, given, names);
  for (const [name, limit] of Object.entries(given)) {
    if (Number.isSafeInteger(limit) && limit >= 1) continue;
    throw new OptionError(`${what}: limits.${name} wants a whole number from 1, got ${limit}`);
  }
  return { ...usualLimits, ...given };
}

/** Returns a clause of a refusal: what is allowed, of what, and what raises it. */
export const mostOf = (limits: FileLimits, name: keyof FileLimits, things = ''): string =>
  `${limits[name]}${things && ` ${things}`} (limits.${name} raises it)`;
