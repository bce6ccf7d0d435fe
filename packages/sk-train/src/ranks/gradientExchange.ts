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

/** Values of a tensor that is summed where it lies, if its backend allows it. */
const largeValues = 1 << 16;

/** The numbers that `begin` and `figures` add up; each takes two values. */
const numbersOfStep = [4, 4];

/** Tensors that are sent together. */
interface Bucket {
  readonly tensors: readonly tf.Tensor[];
  readonly values: Float32Array;
}

export class GradientExchange {
  readonly #ranks: Ranks;

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
   * Returns the sums over ranks of tensors that hold their values alone, or share them with each other. Large ones are
   * summed where they lie, where the backend allows it, and are returned themselves. The caller disposes of all.
   */
  async sum(tensors: readonly tf.Tensor[]): Promise<tf.Tensor[]> {
    const { hostValues } = pluginOf() ?? {};
    const sums: Promise<void>[] = [];
    const send = (values: Float32Array): void => {
      const sum = this.#ranks.allreduce(values);
      // Looked at below, all of them together.
      sum.catch(() => undefined);
      sums.push(sum);
    };
    // Until all sums are there, nothing may take memory of the backend: the arrays would not be its memory any more.
    const inPlace = new Map<object, Float32Array>();
    for (const tensor of tensors.filter(isInPlace)) {
      if (inPlace.has(tensor.dataId)) continue;
      const values = hostValues?.(tensor) as Float32Array;
      inPlace.set(tensor.dataId, values);
      send(values);
    }
    const buckets: Bucket[] = [];
    for (const group of bucketsOf(tensors.filter((tensor) => !isInPlace(tensor)))) {
      const bucket = await packed(group);
      send(bucket.values);
      buckets.push(bucket);
    }
    try {
      await Promise.all(sums);
    } catch (error) {
      // A sum that has not ended may still be written there.
      for (const tensor of tensors.filter(isInPlace)) tf.keep(tf.clone(tensor));
      throw error;
    }
    // An array whose memory has moved away is empty.
    if ([...inPlace.values()].some(({ length }) => length === 0)) {
      throw new RankError(
        'memory of the backend has grown while gradients were summed in it: leave it alone until a step has ended',
      );
    }
    const others = tf.tidy(() => buckets.flatMap(unpacked));
    let next = 0;
    return tensors.map((tensor) => (isInPlace(tensor) ? tensor : elementAt(others, next++)));
  }
}

/** Tells whether a tensor is summed where it lies, and not in a bucket. */
const isInPlace = ({ size }: { readonly size: number }): boolean =>
  size >= largeValues && pluginOf()?.hostValues !== undefined;

/** Returns how many values each allreduce of a step has, for gradients and statistics of such sizes. */
export function messageLengths(sizes: readonly number[]): readonly number[] {
  const tensors = sizes.map((size) => ({ size }));
  const others = bucketsOf(tensors.filter((tensor) => !isInPlace(tensor)));
  return [
    ...tensors.filter(isInPlace).map(({ size }) => size),
    ...others.map((group) => group.reduce((sum, { size }) => sum + size, 0)),
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

async function packed(tensors: readonly tf.Tensor[]): Promise<Bucket> {
  const values = new Float32Array(tensors.reduce((size, tensor) => size + tensor.size, 0));
  // All at once: to wait for each would take longer than to read it.
  const read = await Promise.all(tensors.map((tensor) => tensor.data()));
  let place = 0;
  for (const own of read) {
    values.set(own as Float32Array, place);
    place += own.length;
  }
  return { tensors, values };
}

/** Returns the tensors of a bucket, over whose values they may stand. */
function unpacked({ tensors, values }: Bucket): tf.Tensor[] {
  let place = 0;
  return tensors.map(({ size, shape }) => {
    const start = place;
    place += size;
    return tf.tensor(values.subarray(start, place), shape, 'float32');
  });
}
