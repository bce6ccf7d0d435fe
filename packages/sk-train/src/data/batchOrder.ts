/** Which images form which batch: the one rule that every dataset follows, so that any batch can be asked for alone. */
import { checkOptions, OptionError, type OptionNames } from 'sk-core';
import type { BatchOptions, BatchPart } from 'sk-models';
import { permutation, RandomStream } from '../random/randomStream.js';
import { balancedOrder } from './balancedOrder.js';
import { equalPart } from './equalParts.js';

const optionNames: OptionNames<BatchOptions> = {
  batchSize: true,
  epoch: true,
  skip: true,
  part: true,
};

/** Returns the batches of an epoch: as few as `batchSize` allows, so that no image is left out. */
export const batchesPerEpoch = (size: number, batchSize: number): number => Math.ceil(size / batchSize);

/** The choice of an epoch's images, where it is not each image once: every class equally often. */
export type Sampling = 'balanced';

/** @throws OptionError for a sampling that there is not, and for one without a shuffle */
export function checkSampling(
  what: string,
  { sampling, shuffle = false }: { readonly sampling?: Sampling | undefined; readonly shuffle?: boolean },
): void {
  if (sampling === undefined || (sampling === 'balanced' && shuffle)) return;
  throw new OptionError(
    sampling === 'balanced'
      ? `${what}: sampling 'balanced' draws images at random: add shuffle: true`
      : `${what}: sampling wants 'balanced', or nothing for each image once, got ${JSON.stringify(sampling)}`,
  );
}

/**
 * Yields the images of each batch of an epoch, from batch `skip` on; in order where there is no seed to shuffle by. The
 * sizes of the batches differ by one image at most, and so do those of the parts of a batch; a part without images is left
 * out.
 *
 * @param balancedLabels The class of each image, where an epoch is to show every class equally often, with the numbers of
 * `balancedOrder`: an image that comes again has `size` added each time.
 * @throws OptionError for options that do not exist, and for a balance without a seed
 */
export function* batchOrder(
  size: number,
  options: BatchOptions,
  shuffleSeed?: number,
  balancedLabels?: ArrayLike<number>,
): Generator<Uint32Array, void, undefined> {
  checkOptions('batches: options', options, optionNames);
  const { batchSize, epoch, skip = 0 } = options;
  const order = epochOrder(size, epoch, shuffleSeed, balancedLabels);
  for (let batch = skip; batch < batchesPerEpoch(size, batchSize); batch++) {
    const [start, end] = batchBounds(size, options, batch);
    if (end > start) yield order.subarray(start, end);
  }
}

/**
 * Returns the places in an epoch of the images of a batch, or of a part of it: the parts, one behind the other, are the batch.
 * A part of a batch that has fewer images than parts can be empty.
 *
 * @throws OptionError for options that do not exist, and for a part that is none of `count`
 */
export function batchBounds(
  size: number,
  options: BatchOptions,
  batch: number,
): [start: number, end: number] {
  checkOptions('batches: options', options, optionNames);
  const [start, end] = equalPart(size, batchesPerEpoch(size, options.batchSize), batch);
  const { part } = options;
  if (part === undefined) return [start, end];
  checkPart(part);
  const [from, to] = equalPart(end - start, part.count, part.index);
  return [start + from, start + to];
}

const partNames: OptionNames<BatchPart> = { index: true, count: true };

function checkPart(part: BatchPart): void {
  checkOptions('batches: part', part, partNames);
  const { index, count } = part;
  if (Number.isInteger(count) && Number.isInteger(index) && index >= 0 && index < count) return;
  throw new OptionError(
    `batches: part wants an index from 0 up to, not including, count, got ${index} of ${count}`,
  );
}

function epochOrder(
  size: number,
  epoch: number,
  seed: number | undefined,
  balancedLabels: ArrayLike<number> | undefined,
): Uint32Array {
  if (balancedLabels !== undefined) {
    if (seed !== undefined) return balancedOrder(balancedLabels, { seed, epoch });
    throw new OptionError('batchOrder: balancedLabels want a seed, since images are drawn at random');
  }
  return seed === undefined
    ? Uint32Array.from({ length: size }, (_, index) => index)
    : permutation(size, new RandomStream(seed, 'shuffle', epoch));
}
