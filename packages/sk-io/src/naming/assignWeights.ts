/** Writes the tensors of a file into the weights of a model: all of them fit, or none is touched. */

import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from 'sk-models';
import { quoted } from '../formats/safetensors/jsonCursor.js';
import { ModelFileError } from '../modelFileError.js';
import type { WeightBinding } from '../weights/weightBinding.js';
import { fitsLayout, fromFile, shapeInFile } from '../weights/weightLayout.js';
import type { WeightSource } from '../weights/weightSource.js';

export interface AssignOptions {
  /** Tensors of the file, by name, that may be there without belonging to the model. */
  readonly ignore?: (tensor: string) => boolean;
  /** Weights of the model, by original name, that keep their values. */
  readonly keep?: (weight: string) => boolean;
}

type Variable = LayersModel['weights'][number];

/** A binding, and the weight of the model that it names. */
interface BoundWeight extends WeightBinding {
  readonly variable: Variable;
}

/**
 * Writes weights, and reads one tensor at a time.
 *
 * @param bindings One for each weight of the model that is not kept.
 * @throws ModelFileError that lists missing, unexpected, misshapen and unreadable tensors by name. Where the file itself
 * fails while it is read, the weights before are written.
 */
export async function assignWeights(
  model: LayersModel,
  source: WeightSource,
  bindings: readonly WeightBinding[],
  { ignore = () => false, keep = () => false }: AssignOptions = {},
): Promise<void> {
  const variables = new Map(model.weights.map((weight) => [weight.originalName, weight]));
  const used = boundWeights(variables, bindings, keep);
  const problems = mismatches(source, used, bindings, ignore);
  if (problems.length > 0) {
    throw new ModelFileError(source.what, `does not fit the model: ${problems.join('; ')}`);
  }
  for (const { variable, tensor, layout } of used) {
    const shape = variable.shape as number[];
    const values = fromFile(await source.read(tensor), shape, layout);
    tf.tidy(() => {
      variable.write(tf.tensor(values, shape));
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
      if (variable !== undefined) return { ...binding, variable };
      throw new ModelError(`assignWeights: the model has no weight ${binding.weight}`);
    });
  const bound = new Set(used.map(({ weight }) => weight));
  const unbound = [...variables.keys()].find((weight) => !bound.has(weight) && !keep(weight));
  if (unbound === undefined) return used;
  throw new ModelError(`assignWeights: no binding says where ${unbound} comes from`);
}

function mismatches(
  { tensors }: WeightSource,
  used: readonly BoundWeight[],
  bindings: readonly WeightBinding[],
  ignore: (tensor: string) => boolean,
): readonly string[] {
  const known = new Set(bindings.map(({ tensor }) => tensor));
  const missing = used.filter(({ tensor }) => !tensors.has(tensor)).map(({ tensor }) => tensor);
  const unexpected = [...tensors.keys()].filter((name) => !known.has(name) && !ignore(name)).map(quoted);
  const misshapen = used.flatMap(({ variable, tensor, layout }) => {
    const found = tensors.get(tensor)?.shape;
    const shape = variable.shape as number[];
    return found === undefined || fitsLayout(found, shape, layout)
      ? []
      : [`${tensor} [${found}] for [${shapeInFile(shape, layout)}]`];
  });
  const unreadable = used.flatMap(({ tensor }) => {
    const why = tensors.get(tensor)?.unreadable;
    return why === undefined ? [] : [`${tensor} (${why})`];
  });
  return Object.entries({ missing, unexpected, misshapen, unreadable }).flatMap(([what, names]) =>
    names.length === 0 ? [] : [`${names.length} ${what}: ${firstOf(names)}`],
  );
}

function firstOf(names: readonly string[], most = 10): string {
  const rest = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${rest}`;
}
