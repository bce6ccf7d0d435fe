/** How often a network took each class for each class. */
import { elementAt } from 'sk-core';

export class ConfusionMatrix {
  readonly classes: number;
  /** By true class, then by predicted class, in a row. */
  readonly #counts: Uint32Array;

  constructor(classes: number) {
    this.classes = classes;
    this.#counts = new Uint32Array(classes * classes);
  }

  add(label: number, predicted: number): void {
    const place = label * this.classes + predicted;
    this.#counts[place] = elementAt(this.#counts, place) + 1;
  }

  /** Returns the number of images of a class that were taken for a class. */
  count(label: number, predicted: number): number {
    return elementAt(this.#counts, label * this.classes + predicted);
  }

  /** Returns the number of images of a class. */
  support(label: number): number {
    return this.#row(label).reduce((sum, count) => sum + count, 0);
  }

  /** Returns the number of images that were taken for each class. */
  predictions(): readonly number[] {
    const sums = new Array<number>(this.classes).fill(0);
    this.#counts.forEach((count, place) => {
      const predicted = place % this.classes;
      sums[predicted] = elementAt(sums, predicted) + count;
    });
    return sums;
  }

  /** Returns the counts: a row for each true class, in which each predicted class has its place. */
  rows(): readonly (readonly number[])[] {
    return Array.from({ length: this.classes }, (_, label) => [...this.#row(label)]);
  }

  #row(label: number): Uint32Array {
    return this.#counts.subarray(label * this.classes, (label + 1) * this.classes);
  }
}
