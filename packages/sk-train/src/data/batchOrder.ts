/** Which images form which batch: the one rule that every dataset follows, so that any batch can be asked for alone. */
import type { BatchOptions } from 'sk-models';
import { permutation, RandomStream } from './random.js';

/** The images of each batch of an epoch, from batch `skip` on; in order where there is no seed to shuffle by. */
export function* batchOrder(
  size: number,
  { batchSize, epoch, skip = 0 }: BatchOptions,
  shuffleSeed?: number,
): Generator<Uint32Array, void, undefined> {
  const order =
    shuffleSeed === undefined
      ? Uint32Array.from({ length: size }, (_, index) => index)
      : permutation(size, new RandomStream(shuffleSeed, 'shuffle', epoch));
  for (let start = skip * batchSize; start < size; start += batchSize) {
    yield order.subarray(start, start + batchSize);
  }
}
