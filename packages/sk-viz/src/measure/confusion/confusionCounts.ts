/** Counts of the classes that a network takes for each class. */
import { elementAt } from 'sk-core';

export class ConfusionCounts {
  /** By true class, then by predicted class. */
  readonly #counts: readonly number[][];

  constructor(classes: number) {
    this.#counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  add(label: number, predicted: number): void {
    const row = elementAt(this.#counts, label);
    row[predicted] = elementAt(row, predicted) + 1;
  }

  summary(): { counts: readonly (readonly number[])[]; images: number; accuracy: number } {
    const images = this.#counts.flat().reduce((sum, count) => sum + count, 0);
    const right = this.#counts.reduce((sum, row, label) => sum + elementAt(row, label), 0);
    return { counts: this.#counts, images, accuracy: right / images };
  }
}
