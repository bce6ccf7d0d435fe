/** The sum of gradients over ranks, sent in buckets. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt, pluginOf, type Ranks } from 'sk-core';
import { RankError } from './rankError.js';
import { namedSums } from './sums.js';

/** The part of a batch that a rank has. */
export interface RankPart {
  readonly images: number;
  /** The weight in the mean loss: the number of the images, or the sum of the weights of their classes. */
  readonly weight: number;
  /** The pieces that the rank cuts its part into. */
  readonly pieces: number;
}

/** Figures of the part of a batch that a rank has, or of the whole batch. */
export interface PartFigures {
  readonly loss: number;
  readonly correct: number;
  readonly images: number;
}

/** Values of a bucket, 25 MB of them as in PyTorch: large enough for the wire, and many enough to pack one while another is sent. */
const bucketValues = 25_000_000 / 4;

/** Values of a tensor that is sent by itself, where it lies, and not copied into a bucket. */
const largeValues = 1 << 16;

/** The numbers that `begin` and `figures` add up; each takes two values. */
const numbersOfStep = [4, 4];

export class GradientExchange {
  readonly #ranks: Ranks;
  #arrays: readonly Float32Array[] = [];

  constructor(ranks: Ranks) {
    this.#ranks = ranks;
  }

  /** The number of random draws before those of this rank, of which each takes so many parts. */
  firstPart(accumulate: number): number {
    return this.#ranks.rank * accumulate;
  }

  /**
   * Returns whether the parts of all ranks can be computed, and the share that this rank's has of what the loss of the
   * whole batch counts. Ranks that meet at batch norms must not begin a pass that another leaves out.
   *
   * @throws RankError on every rank where one cuts its part into another number of pieces
   */
  async begin(
    isUsable: boolean,
    { images, weight, pieces }: RankPart,
  ): Promise<{ readonly isUsable: boolean; readonly share: number }> {
    const own = { unusable: isUsable ? 0 : 1, weight, pieces, squares: pieces ** 2 };
    const all = await namedSums(this.#ranks, own);
    const { rank, size } = this.#ranks;
    // Numbers are the same on all ranks where their squares add up to the square of their sum, shared out.
    if (all.unusable === 0 && all.squares * size !== all.pieces ** 2) {
      throw new RankError(
        `rank ${rank} has cut ${images} images into ${pieces} parts, and another rank has not: take a larger --batch-size or a smaller --accumulate`,
      );
    }
    return { isUsable: all.unusable === 0, share: weight / all.weight };
  }

  /** Returns the figures of the whole batch: its loss is the mean of the parts', by their weights. */
  async figures({ loss, correct, images }: PartFigures, weight: number): Promise<PartFigures> {
    const all = await namedSums(this.#ranks, { loss: loss * weight, correct, images, weight });
    return { loss: all.loss / all.weight, correct: all.correct, images: all.images };
  }

  /**
   * Returns the sums over ranks of tensors that hold their values alone, or share them with each other. Where the backend's
   * memory is the host's, or can be written by it, tensors get their sums and are returned themselves. The caller disposes
   * of all.
   */
  async sum(tensors: readonly tf.Tensor[]): Promise<readonly tf.Tensor[]> {
    const { hostValues, readTensors, writeTensors } = pluginOf() ?? {};
    const once = [...new Map(tensors.map((tensor) => [tensor.dataId, tensor])).values()];
    if (hostValues !== undefined) await this.#sumInPlace(once, hostValues);
    else if (readTensors && writeTensors) await this.#sumByCopies(once, readTensors, writeTensors);
    else return await this.#sumInArrays(tensors);
    return tensors;
  }

  async #sumInPlace(
    tensors: readonly tf.Tensor[],
    hostValues: (tensor: tf.Tensor) => Float32Array,
  ): Promise<void> {
    // Until all sums are there, nothing may take memory of the backend: the arrays would not be its memory any more.
    const large = tensors.filter(isLarge).map(hostValues);
    const sums = large.map((values) => this.#begin(values));
    const buckets = bucketsOf(tensors.filter((tensor) => !isLarge(tensor))).map((group) => {
      const values = joined(group.map(hostValues));
      sums.push(this.#begin(values));
      return { group, values };
    });
    try {
      await Promise.all(sums);
    } catch (error) {
      // A sum that has not ended may still be written there.
      for (const tensor of tensors.filter(isLarge)) tf.keep(tf.clone(tensor));
      throw error;
    }
    // An array whose memory has moved away is empty.
    if (large.some(({ length }) => length === 0)) {
      throw new RankError(
        'memory of the backend has grown while gradients were summed in it: leave it alone until a step has ended',
      );
    }
    for (const { group, values } of buckets) {
      for (const [tensor, own] of partsOf(group, values)) hostValues(tensor).set(own);
    }
  }

  /** Reads a bucket while the one before it is summed. */
  async #sumByCopies(
    tensors: readonly tf.Tensor[],
    read: (tensors: readonly tf.Tensor[], into: Float32Array) => Promise<void>,
    write: (tensors: readonly tf.Tensor[], from: Float32Array) => void,
  ): Promise<void> {
    const groups = bucketsOf(tensors);
    const arrays = this.#arraysFor(groups.map((group) => group.reduce((sum, { size }) => sum + size, 0)));
    const sums: Promise<void>[] = [];
    for (const [i, group] of groups.entries()) {
      const values = elementAt(arrays, i);
      await read(group, values);
      sums.push(this.#begin(values));
    }
    await Promise.all(sums);
    for (const [i, group] of groups.entries()) write(group, elementAt(arrays, i));
  }

  /** Returns arrays of such lengths, those of the last sum where they fit: memory that is new costs as much as a copy. */
  #arraysFor(lengths: readonly number[]): readonly Float32Array[] {
    this.#arrays = lengths.map((length, i) => {
      const former = this.#arrays[i];
      return former?.length === length ? former : new Float32Array(length);
    });
    return this.#arrays;
  }

  async #sumInArrays(tensors: readonly tf.Tensor[]): Promise<tf.Tensor[]> {
    const sums: Promise<void>[] = [];
    const buckets: [group: readonly tf.Tensor[], values: Float32Array][] = [];
    for (const group of bucketsOf(tensors)) {
      // All at once: to wait for each would take longer than to read it.
      const values = joined(await Promise.all(group.map((tensor) => tensor.data<'float32'>())));
      sums.push(this.#begin(values));
      buckets.push([group, values]);
    }
    await Promise.all(sums);
    return tf.tidy(() =>
      buckets.flatMap(([group, values]) =>
        partsOf(group, values).map(([{ shape }, own]) => tf.tensor(own, shape, 'float32')),
      ),
    );
  }

  /** Begins a sum, which its caller looks at together with others. */
  #begin(values: Float32Array): Promise<void> {
    const sum = this.#ranks.allreduce(values);
    sum.catch(() => undefined);
    return sum;
  }
}

const isLarge = ({ size }: { readonly size: number }): boolean => size >= largeValues;

/** Returns how many values each allreduce of a step has, for gradients and statistics of such sizes. */
export function messageLengths(sizes: readonly number[]): readonly number[] {
  const isInPlace = pluginOf()?.hostValues !== undefined;
  const tensors = sizes.map((size) => ({ size }));
  const large = isInPlace ? tensors.filter(isLarge) : [];
  const small = isInPlace ? tensors.filter((tensor) => !isLarge(tensor)) : tensors;
  return [
    ...large.map(({ size }) => size),
    ...bucketsOf(small).map((group) => group.reduce((sum, { size }) => sum + size, 0)),
    ...numbersOfStep.map((count) => 2 * count),
  ];
}

/** Returns what has a size in groups, in its order. */
function bucketsOf<Sized extends { readonly size: number }>(
  tensors: readonly Sized[],
): readonly (readonly Sized[])[] {
  const groups: Sized[][] = [];
  let room = 0;
  for (const tensor of tensors) {
    if (tensor.size > room || groups.length === 0) {
      groups.push([]);
      room = bucketValues;
    }
    groups.at(-1)?.push(tensor);
    room -= tensor.size;
  }
  return groups;
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const values = new Float32Array(arrays.reduce((size, { length }) => size + length, 0));
  let place = 0;
  for (const own of arrays) {
    values.set(own, place);
    place += own.length;
  }
  return values;
}

/** Returns each tensor of a bucket with its part of the values. */
function partsOf(
  group: readonly tf.Tensor[],
  values: Float32Array,
): readonly (readonly [tensor: tf.Tensor, own: Float32Array])[] {
  let place = 0;
  return group.map((tensor) => {
    const start = place;
    place += tensor.size;
    return [tensor, values.subarray(start, place)] as const;
  });
}
