/** The image files of a folder as images of a dataset. */
import { elementAt } from 'sk-core';
import type { BatchOptions } from 'sk-models';
import { batchOrder, checkSampling, type Sampling } from '../../data/batchOrder.js';
import type { ImageFiles } from './imageFolder.js';
import type { PhotoSource, PhotoToRead } from './streams/photoSource.js';

export interface FileOrder {
  readonly seed: number;
  /** Another order in each epoch. */
  readonly shuffle: boolean;
  readonly sampling?: Sampling | undefined;
}

export class FilePhotos implements PhotoSource {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly labels: Int32Array;
  readonly #paths: readonly string[];
  readonly #order: FileOrder;

  constructor({ classNames, paths, labels }: ImageFiles, order: FileOrder) {
    checkSampling('FilePhotos', order);
    this.classNames = classNames;
    this.size = paths.length;
    this.labels = labels;
    this.#paths = paths;
    this.#order = order;
  }

  async *batches(options: BatchOptions): AsyncGenerator<readonly PhotoToRead[], void, undefined> {
    const { shuffle, sampling, seed } = this.#order;
    const balanced = sampling === 'balanced' ? this.labels : undefined;
    for (const draws of batchOrder(this.size, options, shuffle ? seed : undefined, balanced)) {
      yield Array.from(draws, (draw) => this.#photo(draw));
    }
  }

  async rest(): Promise<void> {}

  #photo(draw: number): PhotoToRead {
    const image = draw % this.size;
    return { draw, image, label: elementAt(this.labels, image), name: elementAt(this.#paths, image) };
  }
}
