/** Puts the tensors of a file into the weights of a model: all of them fit, or none is touched. */

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

/**
 * Reads one tensor at a time; what the file holds beside it stays where it is.
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
  const used = bindings.filter(({ weight }) => !keep(weight));
  checkBindings(variables, used, keep);
  const problems = mismatches(source, used, bindings, variables, ignore);
  if (problems.length > 0) {
    throw new ModelFileError(source.what, `does not fit the model: ${problems.join('; ')}`);
  }
  for (const { weight, tensor, layout } of used) {
    const variable = variables.get(weight) as Variable;
    const shape = variable.shape as number[];
    const values = fromFile(await source.read(tensor), shape, layout);
    tf.tidy(() => {
      variable.write(tf.tensor(values, shape));
    });
  }
}

function checkBindings(
  variables: ReadonlyMap<string, Variable>,
  used: readonly WeightBinding[],
  keep: (weight: string) => boolean,
): void {
  const bound = new Set(used.map(({ weight }) => weight));
  const strange = used.find(({ weight }) => !variables.has(weight));
  if (strange !== undefined) throw new ModelError(`assignWeights: the model has no weight ${strange.weight}`);
  const unbound = [...variables.keys()].find((weight) => !bound.has(weight) && !keep(weight));
  if (unbound !== undefined)
    throw new ModelError(`assignWeights: no binding says where ${unbound} comes from`);
}

function mismatches(
  { tensors }: WeightSource,
  used: readonly WeightBinding[],
  bindings: readonly WeightBinding[],
  variables: ReadonlyMap<string, Variable>,
  ignore: (tensor: string) => boolean,
): readonly string[] {
  const known = new Set(bindings.map(({ tensor }) => tensor));
  const missing = used.filter(({ tensor }) => !tensors.has(tensor)).map(({ tensor }) => tensor);
  const unexpected = [...tensors.keys()].filter((name) => !known.has(name) && !ignore(name)).map(quoted);
  const misshapen = used.flatMap(({ weight, tensor, layout }) => {
    const found = tensors.get(tensor)?.shape;
    const shape = (variables.get(weight) as Variable).shape as number[];
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
