import { createHash } from 'node:crypto';

/** Returns the sha256 of a model's weights, in their order. */
export async function weightsDigest(model) {
  const hash = createHash('sha256');
  for (const weight of model.weights) {
    const { buffer, byteOffset, byteLength } = await weight.read().data();
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
