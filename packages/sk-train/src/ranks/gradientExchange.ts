/** The mean of gradients over ranks, sent in buckets. */
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
   * Tells whether something holds on all ranks, before they cut their parts of a batch into pieces.
   * @throws RankError on every rank where one has another number of pieces
   */
  async all(holds: boolean, part: Pick<PartFigures, 'images' | 'pieces'>): Promise<boolean> {
    const { pieces } = part;
    const sums = await sumOverRanks(this.#ranks, [holds ? 0 : 1, pieces, pieces ** 2]);
    const [others, cut, squares] = sums as [number, number, number];
    if (others === 0) this.#checkPieces(part, cut, squares);
    return others === 0;
  }

  /** Returns the figures of the whole batch: its loss is the mean of the parts', by their weights. */
  async figures(part: PartFigures): Promise<PartFigures> {
    const { loss, correct, images, weight, pieces } = part;
    const own = [loss * weight, correct, images, weight, pieces, pieces ** 2];
    const sums = await sumOverRanks(this.#ranks, own);
    type Six = [number, number, number, number, number, number];
    const [lossSum, hits, count, total, cut, squares] = sums as Six;
    if (Number.isFinite(lossSum)) this.#checkPieces(part, cut, squares);
    return { loss: lossSum / total, correct: hits, images: count, weight: total, pieces };
  }

  /** Numbers are the same on all ranks where their squares add up to the square of their sum, shared out. */
  #checkPieces(
    { images, pieces }: Pick<PartFigures, 'images' | 'pieces'>,
    sum: number,
    squares: number,
  ): void {
    const { rank, size } = this.#ranks;
    if (squares * size === sum ** 2) return;
    throw new RankError(
      `rank ${rank} has cut ${images} images into ${pieces} parts, and another rank has not: take a larger --batch-size or a smaller --accumulate`,
    );
  }

  /** Returns the mean over ranks of tensors, of which this rank's have such a share. The caller disposes of all. */
  async mean(tensors: readonly tf.Tensor[], share: number): Promise<tf.Tensor[]> {
    const { hostValues } = pluginOf() ?? {};
    const isLarge = ({ size }: tf.Tensor): boolean => hostValues !== undefined && size >= largeValues;
    const means = tf.tidy(() =>
      tensors.map((tensor) => (isLarge(tensor) ? tf.mul(tensor, share) : undefined)),
    );
    const inPlace: Float32Array[] = [];
    const sums: Promise<void>[] = [];
    const send = (values: Float32Array): void => {
      const sum = this.#ranks.allreduce(values);
      // Looked at below, all of them together.
      sum.catch(() => undefined);
      sums.push(sum);
    };
    // Until all sums are there, nothing may take memory of the backend: the arrays would not be its memory any more.
    for (const mean of means) {
      if (mean === undefined) continue;
      const values = hostValues?.(mean) as Float32Array;
      inPlace.push(values);
      send(values);
    }
    const buckets: Bucket[] = [];
    for (const group of bucketsOf(tensors.filter((_, i) => means[i] === undefined))) {
      const bucket = await packed(group, share);
      send(bucket.values);
      buckets.push(bucket);
    }
    // After an error the means in place are kept: a sum that has not ended may still be written there.
    await Promise.all(sums);
    try {
      // An array whose memory has moved away is empty.
      if (inPlace.some(({ length }) => length === 0)) {
        throw new RankError(
          'memory of the backend has grown while gradients were summed in it: leave it alone until a step has ended',
        );
      }
      const others = tf.tidy(() => buckets.flatMap(unpacked));
      let next = 0;
      return means.map((mean) => mean ?? elementAt(others, next++));
    } catch (error) {
      tf.dispose(means.filter((mean) => mean !== undefined));
      throw error;
    }
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
