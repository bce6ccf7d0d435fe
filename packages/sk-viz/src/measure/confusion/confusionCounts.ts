/** Counts which class was taken for which. */
export class ConfusionCounts {
  readonly #counts: number[][];

  constructor(classes: number) {
    this.#counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  add(label: number, predicted: number): void {
    this.#counts[label]![predicted]!++;
  }

  summary(): { counts: readonly (readonly number[])[]; images: number; accuracy: number } {
    const images = this.#counts.flat().reduce((sum, count) => sum + count, 0);
    const right = this.#counts.reduce((sum, row, label) => sum + row[label]!, 0);
    return { counts: this.#counts, images, accuracy: right / images };
  }
}
