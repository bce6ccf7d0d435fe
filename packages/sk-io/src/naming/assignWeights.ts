/** Writes the tensors of a file into the weights of a model: all of them fit, or none is touched. */

import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { ModelError } from 'sk-models';
import { ModelFileError } from '../modelFileError.js';
import { checkFinite } from '../weights/finiteWeights.js';
import type { WeightBinding } from '../weights/weightBinding.js';
import { fromFile } from '../weights/weightLayout.js';
import type { WeightSource } from '../weights/weightSource.js';
import { describeDifferences, findDifferences } from './differences.js';

export interface AssignOptions {
  /** Tensors of the file, by name, that may be there without belonging to the model. */
  readonly ignore?: (tensor: string) => boolean;
  /** Weights of the model, by original name, that keep their values. */
  readonly keep?: (weight: string) => boolean;
  /** Take weights that are NaN or infinite too. false */
  readonly allowNonFinite?: boolean;
}

const optionNames: OptionNames<AssignOptions> = { ignore: true, keep: true, allowNonFinite: true };

type Variable = LayersModel['weights'][number];

/** A binding, and the weight of the model that it names. */
interface BoundWeight extends WeightBinding {
  readonly variable: Variable;
  readonly shape: readonly number[];
}

/**
 * Writes weights, and reads one tensor at a time: once to see whether all are finite, and once more to write them.
 *
 * @param bindings One for each weight of the model that is not kept.
 * @throws ModelFileError that lists missing, unexpected, misshapen and unreadable tensors by name, and one that names a
 * weight that is not finite. Where the file itself fails while it is read again, the weights before are written.
 */
export async function assignWeights(
  model: LayersModel,
  source: WeightSource,
  bindings: readonly WeightBinding[],
  options: AssignOptions = {},
): Promise<void> {
  checkOptions('assignWeights: options', options, optionNames);
  const { ignore = () => false, keep = () => false, allowNonFinite = false } = options;
  const variables = new Map(model.weights.map((weight) => [weight.originalName, weight]));
  const used = boundWeights(variables, bindings, keep);
  const known = new Set(bindings.map(({ tensor }) => tensor));
  const differences = findDifferences(source.tensors, used, (name) => known.has(name) || ignore(name));
  const problems = describeDifferences(differences);
  if (problems !== '') throw new ModelFileError(source.what, `does not fit the model: ${problems}`);
  if (!allowNonFinite) {
    for (const { tensor } of used) checkFinite(await source.read(tensor), tensor, source.what);
  }
  for (const { variable, tensor, shape, layout } of used) {
    const values = fromFile(await source.read(tensor), shape, layout);
    tf.tidy(() => {
      variable.write(tf.tensor(values, [...shape]));
    });
  }
}

/** Returns the bindings of weights that are not kept. @throws ModelError unless each of these weights has one. */
function boundWeights(
  variables: ReadonlyMap<string, Variable>,
  bindings: readonly WeightBinding[],
  keep: (weight: string) => boolean,
): readonly BoundWeight[] {
  const used = bindings
    .filter(({ weight }) => !keep(weight))
    .map((binding): BoundWeight => {
      const variable = variables.get(binding.weight);
      if (variable !== undefined) return { ...binding, variable, shape: variable.shape as number[] };
      throw new ModelError(`assignWeights: the model has no weight ${binding.weight}`);
    });
  const bound = new Set(used.map(({ weight }) => weight));
  const unbound = [...variables.keys()].find((weight) => !bound.has(weight) && !keep(weight));
  if (unbound === undefined) return used;
  throw new ModelError(`assignWeights: no binding says where ${unbound} comes from`);
}
