/** A part of a batch that is there. */
import { byteBuffer } from 'sk-core';
import { type Batch, byteBatch, bytesOf } from 'sk-models';

/** Returns the images of a batch from one to another. */
export function imagesFrom(batch: Batch, start: number, end: number): Batch {
  const [, height, width, channels] = batch.shape;
  const shape = [end - start, height, width, channels] as const;
  const labels = batch.labels.slice(start, end);
  const names = batch.names?.slice(start, end);
  const pixels = height * width * channels;
  const held = bytesOf(batch);
  if (held === undefined) {
    return { images: batch.images.subarray(start * pixels, end * pixels), shape, labels, names };
  }
  const bytes = byteBuffer(shape);
  bytes.set(held.bytes.subarray(start * pixels, end * pixels));
  const { placements } = held;
  const moved = placements && { placements: placements.slice(3 * start, 3 * end) };
  return byteBatch({ bytes, table: held.table, ...moved }, shape, labels, { names });
}
