/** The change from the smallest to the largest scale within each image, which differences between images do not hide. */
import type { Change } from './attentionData.js';
import { RunningSpread } from './runningSpread.js';

/** Returns the indices of the smallest and the largest scale. */
export function extremeScales(scales: readonly number[]): { from: number; to: number } {
  return { from: scales.indexOf(Math.min(...scales)), to: scales.indexOf(Math.max(...scales)) };
}

/** Sums changes up, and keeps an image's number only until its number at the other scale is added. */
export class PairedChange {
  readonly #scales: readonly number[];
  readonly #from: number;
  readonly #to: number;
  readonly #waiting = new Map<number, number>();
  readonly #changes = new RunningSpread();
  #growing = 0;

  constructor(scales: readonly number[]) {
    this.#scales = scales;
    ({ from: this.#from, to: this.#to } = extremeScales(scales));
  }

  /**
   * Adds the number of an image at one scale.
   * @param scale An index into the scales.
   */
  add(scale: number, image: number, value: number): void {
    if (this.#from === this.#to || (scale !== this.#from && scale !== this.#to)) return;
    const other = this.#waiting.get(image);
    if (other === undefined) {
      this.#waiting.set(image, value);
      return;
    }
    this.#waiting.delete(image);
    const change = scale === this.#to ? value - other : other - value;
    this.#changes.add(change);
    if (change > 0) this.#growing++;
  }

  /** Returns the statistics of all changes; `undefined` where only one scale was measured. */
  summary(): Change | undefined {
    if (this.#from === this.#to) return undefined;
    const { count } = this.#changes;
    const { mean, std } = this.#changes.spread();
    return {
      from: Math.min(...this.#scales),
      to: Math.max(...this.#scales),
      mean,
      std,
      ...(count > 1 && { interval: (1.96 * std) / Math.sqrt(count) }),
      growing: this.#growing / count,
    };
  }
}
