/** Weights that are not finite: a model that holds one gives answers that mean nothing. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError } from '../modelFileError.js';

/** Returns the name of the first weight that holds NaN or Infinity; undefined where all are finite. */
export async function firstNonFiniteWeight(model: LayersModel): Promise<string | undefined> {
  for (const weight of model.weights) {
    if (firstNonFinite((await weight.read().data()) as Float32Array) !== undefined)
      return weight.originalName;
  }
  return undefined;
}

/** Refuses values that are not finite. @throws ModelFileError with the weight's name */
export function checkFinite(values: Float32Array, weight: string, file: string): void {
  const found = firstNonFinite(values);
  if (found === undefined) return;
  throw new ModelFileError(
    file,
    `${weight} holds ${found}, which makes every answer meaningless: take another checkpoint, or allow it (--allow-non-finite, allowNonFinite: true) to look into the model`,
  );
}

/** A loop, which is many times as fast as `find` is for typed arrays. */
function firstNonFinite(values: Float32Array): number | undefined {
  for (const value of values) if (!Number.isFinite(value)) return value;
  return undefined;
}
