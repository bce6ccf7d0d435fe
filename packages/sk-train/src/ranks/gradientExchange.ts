/** The mean of gradients over ranks, sent in buckets. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt, pluginOf, type Ranks } from 'sk-core';
import { RankError } from './rankError.js';
import { sumOverRanks } from './sums.js';

/** Figures of the part of a batch that a rank has, or of the whole batch. */
export interface PartFigures {
  readonly loss: number;
  readonly correct: number;
  readonly images: number;
  /** The weight in the mean loss: the number of the images, or the sum of the weights of their classes. */
  readonly weight: number;
  /** The pieces that a rank has cut its part into. */
  readonly pieces: number;
}

/** Values of a bucket, 25 MB of them as in PyTorch: large enough for the wire, and many enough to pack one while another is sent. */
const bucketValues = 25_000_000 / 4;

/** Values of a tensor that is summed where it lies, if its backend allows it. */
const largeValues = 1 << 16;

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

  /** Tells whether something holds on all ranks. */
  async all(holds: boolean): Promise<boolean> {
    const [others] = await sumOverRanks(this.#ranks, [holds ? 0 : 1]);
    return others === 0;
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

  /** Returns the mean over ranks of tensors, of which this rank's have such a share. The caller disposes of all. */
  async mean(tensors: readonly tf.Tensor[], share: number): Promise<tf.Tensor[]> {
    const { hostValues } = pluginOf() ?? {};
    const isLarge = ({ size }: tf.Tensor): boolean => hostValues !== undefined && size >= largeValues;
    const means = tensors.map((tensor) => (isLarge(tensor) ? tf.mul(tensor, share) : undefined));
    const sums: Promise<void>[] = [];
    const send = (values: Float32Array): void => {
      const sum = this.#ranks.allreduce(values);
      // Looked at below, all of them together.
      sum.catch(() => undefined);
      sums.push(sum);
    };
    // Until all sums are there, nothing may take memory of the backend: the arrays would not be its memory any more.
    for (const mean of means) if (mean !== undefined) send(hostValues?.(mean) as Float32Array);
    const buckets: Bucket[] = [];
    for (const group of bucketsOf(tensors.filter((_, i) => means[i] === undefined))) {
      const bucket = await packed(group, share);
      send(bucket.values);
      buckets.push(bucket);
    }
    // After an error the means in place are kept: a sum that has not ended may still be written there.
    await Promise.all(sums);
    const others = buckets.flatMap(unpacked);
    let next = 0;
    return means.map((mean) => mean ?? elementAt(others, next++));
  }
}

/** Returns the tensors in groups, in their order. */
function bucketsOf(tensors: readonly tf.Tensor[]): readonly (readonly tf.Tensor[])[] {
  const groups: tf.Tensor[][] = [];
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

async function packed(tensors: readonly tf.Tensor[], share: number): Promise<Bucket> {
  const values = new Float32Array(tensors.reduce((size, tensor) => size + tensor.size, 0));
  // All at once: to wait for each would take longer than to read it.
  const read = await Promise.all(tensors.map((tensor) => tensor.data()));
  let place = 0;
  for (const own of read) {
    values.set(own as Float32Array, place);
    place += own.length;
  }
  scale(values, share);
  return { tensors, values };
}

/** Multiplies in place. A function of its own, which an engine compiles well. */
function scale(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * factor;
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
