/** Which images form which batch: the one rule that every dataset follows, so that any batch can be asked for alone. */
import { checkOptions, type OptionNames } from 'sk-core';
import type { BatchOptions } from 'sk-models';
import { permutation, RandomStream } from '../random/randomStream.js';
import { equalParts } from './equalParts.js';

const optionNames: OptionNames<BatchOptions> = { batchSize: true, epoch: true, skip: true };

/** Returns the batches of an epoch: as few as `batchSize` allows, so that no image is left out. */
export const batchesPerEpoch = (size: number, batchSize: number): number => Math.ceil(size / batchSize);

/**
 * Yields the images of each batch of an epoch, from batch `skip` on; in order where there is no seed to shuffle by. The
 * sizes of the batches differ by one image at most.
 * @throws OptionError for options that do not exist
 */
export function* batchOrder(
  size: number,
  options: BatchOptions,
  shuffleSeed?: number,
): Generator<Uint32Array, void, undefined> {
  checkOptions('batches: options', options, optionNames);
  const { batchSize, epoch, skip = 0 } = options;
  const order =
    shuffleSeed === undefined
      ? Uint32Array.from({ length: size }, (_, index) => index)
      : permutation(size, new RandomStream(shuffleSeed, 'shuffle', epoch));
  const parts = [...equalParts(size, batchesPerEpoch(size, batchSize))];
  for (const [start, end] of parts.slice(skip)) yield order.subarray(start, end);
}
