/** A digest of the weights of a model, whatever file they came in. */
import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * Returns the sha256 of shapes and values, by layers. The names of weights may be numbered anew in each process, and their
 * order in the model depends on what is frozen.
 */
export async function weightsDigest(model: LayersModel): Promise<string> {
  const hash = createHash('sha256');
  for (const weight of model.layers.flatMap(({ weights }) => weights)) {
    const values = Float32Array.from(await weight.read().data());
    hash.update(`[${weight.shape.join()}]`).update(new Uint8Array(values.buffer));
  }
  return hash.digest('hex');
}
