/** The images of an epoch that shows every class equally often. */
import { elementAt } from 'sk-core';
import { permutation, RandomStream } from '../random/randomStream.js';

/** The place of an epoch among all that a seed gives. */
export interface EpochPlace {
  readonly seed: number;
  readonly epoch: number;
}

/**
 * Returns as many draws as there are images, shuffled; a draw is the index of an image plus the number of images for each
 * time that the epoch has shown it before, so that draws differ (below 2^32). The classes that have images are equally
 * frequent to within one draw, over all epochs too, and a class shows each of its images before any comes again, whatever
 * epoch that falls in. A function of labels, seed and epoch alone.
 */
export function balancedOrder(labels: ArrayLike<number>, { seed, epoch }: EpochPlace): Uint32Array {
  const groups = groupByClass(labels);
  const size = labels.length;
  const share = Math.floor(size / groups.length);
  const rest = size % groups.length;
  const draws = groups.flatMap((images, group) => {
    // The draws that are left over go to the classes in turns.
    const until = (epochs: number): number =>
      share * epochs + Math.ceil(Math.max(0, rest * epochs - group) / groups.length);
    return drawn(images, [until(epoch), until(epoch + 1)], { seed, group, size });
  });
  const order = permutation(size, new RandomStream(seed, 'shuffle', epoch));
  return order.map((place) => elementAt(draws, place));
}

/** Returns the indices of the images of each class that has some. */
function groupByClass(labels: ArrayLike<number>): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (const [index, label] of Array.from(labels).entries()) {
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [index]);
    else group.push(index);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, images]) => images);
}

/** Returns the draws from one to another of those that a class makes in all epochs: its images in new order, again and again. */
function drawn(
  images: readonly number[],
  [from, to]: readonly [from: number, to: number],
  { seed, group, size }: { readonly seed: number; readonly group: number; readonly size: number },
): number[] {
  const shown = new Map<number, number>();
  const draws: number[] = [];
  for (let round = Math.floor(from / images.length); round * images.length < to; round++) {
    const order = permutation(images.length, new RandomStream(seed, 'balance', round, group));
    const start = round * images.length;
    for (const place of order.subarray(Math.max(0, from - start), to - start)) {
      const index = elementAt(images, place);
      const before = shown.get(index) ?? 0;
      shown.set(index, before + 1);
      draws.push(index + (before % Math.floor(2 ** 32 / size)) * size);
    }
  }
  return draws;
}
