/** The change from the smallest to the largest scale, image by image, so that what differs between images does not hide it. */
import type { Change } from './attentionData.js';
import { RunningSpread } from './runningSpread.js';

/** Indices of the smallest and the largest scale. */
export function extremeScales(scales: readonly number[]): { from: number; to: number } {
  return { from: scales.indexOf(Math.min(...scales)), to: scales.indexOf(Math.max(...scales)) };
}

/** Keeps an image's number only until that at the other scale has come. */
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
   * @param scale An index into the scales.
   * @returns The image's change, once both of its numbers are there.
   */
  add(scale: number, image: number, value: number): number | undefined {
    if (this.#from === this.#to || (scale !== this.#from && scale !== this.#to)) return undefined;
    const other = this.#waiting.get(image);
    if (other === undefined) {
      this.#waiting.set(image, value);
      return undefined;
    }
    this.#waiting.delete(image);
    const change = scale === this.#to ? value - other : other - value;
    this.#changes.add(change);
    if (change > 0) this.#growing++;
    return change;
  }

  /** Nothing where only one scale was measured. */
  summary(): Change | undefined {
    if (this.#from === this.#to) return undefined;
    const { count } = this.#changes;
    const { mean, std } = this.#changes.spread();
    return {
      from: this.#scales[this.#from]!,
      to: this.#scales[this.#to]!,
      mean,
      std,
      ...(count > 1 ? { interval: (1.96 * std) / Math.sqrt(count) } : {}),
      growing: this.#growing / count,
    };
  }
}
