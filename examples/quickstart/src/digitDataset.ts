/** Digits of random size as batches for training and evaluation, drawn when they are asked for. */
import { byteBuffer, byteTable } from 'sk-core';
import { type Batch, type BatchOptions, byteBatch, type Dataset, type Preprocessing } from 'sk-models';
import { batchOrder, RandomStream } from 'sk-train';
import { type Digits, digitNames, digitOf } from './digit.js';
import { canvasSize, placeDigit } from './placeDigit.js';

export interface DigitDatasetOptions {
  readonly digits: Digits;
  readonly preprocessing: Preprocessing;
  /** Smallest and largest scale. */
  readonly scales: readonly [number, number];
  readonly seed: number;
  /** In another order and in other sizes in each epoch. */
  readonly shuffle?: boolean;
  /** The first so many digits only. */
  readonly limit?: number;
}

export class DigitDataset implements Dataset {
  readonly classNames = digitNames;
  readonly size: number;
  readonly #options: DigitDatasetOptions;

  constructor(options: DigitDatasetOptions) {
    this.#options = options;
    this.size = Math.min(options.limit ?? Infinity, options.digits.count);
  }

  /** The canvas of one digit in one epoch, `[64, 64]`. */
  canvas(index: number, epoch: number): Uint8Array {
    const { digits, scales, seed } = this.#options;
    return placeDigit(
      digitOf(digits, index),
      new RandomStream(seed, 'data', epoch, index).uniform(...scales),
    );
  }

  async *batches(options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    const { digits, preprocessing, shuffle = false, seed } = this.#options;
    const table = byteTable(1, preprocessing.mean, preprocessing.std);
    const pixels = canvasSize * canvasSize;
    for (const indices of batchOrder(this.size, options, shuffle ? seed : undefined)) {
      const shape = [indices.length, canvasSize, canvasSize, 1] as const;
      const bytes = byteBuffer(shape);
      for (const [row, index] of indices.entries()) {
        bytes.set(this.canvas(index, shuffle ? options.epoch : 0), row * pixels);
      }
      const labels = Int32Array.from(indices, (index) => digits.labels[index]!);
      yield byteBatch({ bytes, table }, shape, labels);
    }
  }
}
