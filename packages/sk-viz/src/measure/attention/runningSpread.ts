/** Mean and deviation of numbers that come one by one and are not kept (B. P. Welford, 1962). */
import type { Spread } from './attentionData.js';

export class RunningSpread {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
  }

  get count(): number {
    return this.#count;
  }

  /** Returns NaN where nothing was added; the deviation is that of a sample (n - 1), 0 for one number. */
  spread(): Spread {
    if (this.#count === 0) return { mean: Number.NaN, std: Number.NaN };
    return { mean: this.#mean, std: this.#count > 1 ? Math.sqrt(this.#squares / (this.#count - 1)) : 0 };
  }
}
