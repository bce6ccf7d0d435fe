/** Batches whose images are bytes, for those who can use them, and numbers for all others. */
import { type ByteImages, byteFloats } from 'sk-core';
import type { Batch } from '../types.js';

const bytesOfBatch = new WeakMap<Batch, ByteImages>();

/** Returns a batch of images of bytes. Its numbers are computed when somebody asks for `images`, and it is one of numbers then. */
export function byteBatch(
  bytes: ByteImages,
  shape: Batch['shape'],
  labels: Int32Array,
  { mixing, names }: Pick<Batch, 'mixing' | 'names'> = {},
): Batch {
  let floats: Float32Array | undefined;
  const batch: Batch = {
    get images() {
      // Who has the numbers may change them.
      bytesOfBatch.delete(batch);
      floats ??= byteFloats(bytes, shape);
      return floats;
    },
    shape,
    labels,
    ...(mixing !== undefined && { mixing }),
    ...(names !== undefined && { names }),
  };
  bytesOfBatch.set(batch, bytes);
  return batch;
}

/** Returns the bytes of a batch that {@link byteBatch} has made; undefined for others, and for copies with other images. */
export const bytesOf = (batch: Batch): ByteImages | undefined => bytesOfBatch.get(batch);
