/** A finite loss does not mean finite weights: the update that follows it may overflow. */
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The name of the first weight that holds NaN or Infinity, so that no checkpoint of one replaces a good one. */
export async function firstNonFiniteWeight(model: LayersModel): Promise<string | undefined> {
  for (const weight of model.weights) {
    const values = (await weight.read().data()) as Float32Array;
    for (const value of values) if (!Number.isFinite(value)) return weight.originalName;
  }
  return undefined;
}
