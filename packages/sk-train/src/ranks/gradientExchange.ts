/** The sum of gradients over ranks, sent in buckets. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt, pluginOf, type Ranks } from 'sk-core';
import { RankError } from './rankError.js';
import { sumOverRanks } from './sums.js';

/** What a rank knows of its part of a batch, or all ranks of the whole. */
export interface PartFigures {
  readonly loss: number;
  readonly correct: number;
  readonly images: number;
  /** What the loss counts: the number of the images, or the sum of the weights of their classes. */
  readonly weight: number;
  /** The pieces that a rank has cut its part into. */
  readonly pieces: number;
}

/** Values of a bucket, 25 MB of them as in PyTorch: large enough for the wire, and many enough to pack one while another is sent. */
const bucketValues = 25_000_000 / 4;

/** Values of a tensor that is summed where it lies, if its backend allows it. */
const largeValues = 1 << 16;

/** How many numbers `begin` and `figures` sum; each is two values. */
const numbersOfStep = [2, 5];

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
   * whole batch counts.
   */
  async begin(
    isUsable: boolean,
    weight: number,
  ): Promise<{ readonly isUsable: boolean; readonly share: number }> {
    const [others, total] = await sumOverRanks(this.#ranks, [isUsable ? 0 : 1, weight]);
    return { isUsable: others === 0, share: weight / (total as number) };
  }

  /** Returns the figures of the whole batch: its loss is the mean of the parts', by their weights. */
  async figures({ loss, correct, images, weight, pieces }: PartFigures): Promise<PartFigures> {
    const sums = await sumOverRanks(this.#ranks, [loss * weight, correct, images, weight, pieces]);
    const [lossSum, hits, count, total, cut] = sums as [number, number, number, number, number];
    if (Number.isFinite(lossSum) && cut !== pieces * this.#ranks.size) {
      throw new RankError(
        `rank ${this.#ranks.rank} has cut ${images} images into ${pieces} parts, and another rank has not: take a larger --batch-size or a smaller --accumulate`,
      );
    }
    return { loss: lossSum / total, correct: hits, images: count, weight: total, pieces };
  }

  /**
   * Returns the sums over ranks of tensors that hold their values alone, or share them with each other. Large ones are
   * summed where they lie, where the backend allows it, and are returned themselves. The caller disposes of all.
   */
  async sum(tensors: readonly tf.Tensor[]): Promise<tf.Tensor[]> {
    const { hostValues } = pluginOf() ?? {};
    const isInPlace = ({ size }: tf.Tensor): boolean => hostValues !== undefined && size >= largeValues;
    const sums: Promise<void>[] = [];
    const send = (values: Float32Array): void => {
      const sum = this.#ranks.allreduce(values);
      // Looked at below, all of them together.
      sum.catch(() => undefined);
      sums.push(sum);
    };
    // Until all sums are there, nothing may take memory of the backend: the arrays would not be its memory any more.
    const sent = new Set<object>();
    for (const tensor of tensors.filter(isInPlace)) {
      if (!sent.has(tensor.dataId)) send(hostValues?.(tensor) as Float32Array);
      sent.add(tensor.dataId);
    }
    const buckets: Bucket[] = [];
    for (const group of bucketsOf(tensors.filter((tensor) => !isInPlace(tensor)))) {
      const bucket = await packed(group);
      send(bucket.values);
      buckets.push(bucket);
    }
    await Promise.all(sums);
    const others = buckets.flatMap(unpacked);
    let next = 0;
    return tensors.map((tensor) => (isInPlace(tensor) ? tensor : elementAt(others, next++)));
  }
}

/** Returns how many values each allreduce of a step has, for gradients and statistics of such sizes. */
export function messageLengths(sizes: readonly number[]): readonly number[] {
  const { hostValues } = pluginOf() ?? {};
  const isInPlace = (size: number): boolean => hostValues !== undefined && size >= largeValues;
  const others = sizes.filter((size) => !isInPlace(size)).map((size) => ({ size }));
  const buckets = bucketsOf(others).map((group) => group.reduce((sum, { size }) => sum + size, 0));
  return [...sizes.filter(isInPlace), ...buckets, ...numbersOfStep.map((count) => 2 * count)];
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
