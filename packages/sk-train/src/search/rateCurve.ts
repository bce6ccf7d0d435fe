/**
 * The loss over learning rates that grow exponentially (Smith, 2017, "Cyclical learning rates"), smoothed and judged with the
 * numbers of fastai's and Lightning's finders.
 */
import { elementAt } from 'sk-core';
import type { RatePoint } from 'sk-models';

export interface RateRange {
  readonly minRate: number;
  readonly maxRate: number;
  readonly steps: number;
}

/** The share of the moving average that stays in each step. */
const inertia = 0.98;
/** The search ends where the smoothed loss is above so many times its least. */
const divergence = 4;
/** The least fall in a step that counts, as a share of the loss: float32 tells no smaller ones apart. */
const leastFall = 2 ** -22;
/** The part of the steps in which the average has seen too little to be judged. */
const unjudged = 1 / 10;

/** Returns the rate of a step, counted from 0: the lowest in the first, the highest in the last. */
export const rateAt = ({ minRate, maxRate, steps }: RateRange, step: number): number =>
  minRate * (maxRate / minRate) ** (step / (steps - 1));

export class RateCurve {
  readonly #range: RateRange;
  readonly #points: RatePoint[] = [];
  #average = 0;
  #least = Number.POSITIVE_INFINITY;

  constructor(range: RateRange) {
    this.#range = range;
  }

  get points(): readonly RatePoint[] {
    return this.#points;
  }

  /** Adds the loss of the next step. @returns Whether the loss has diverged. */
  add(loss: number): boolean {
    const step = this.#points.length;
    this.#average = inertia * this.#average + (1 - inertia) * loss;
    // The average begins at 0, which has no share after this division.
    const smoothedLoss = this.#average / (1 - inertia ** (step + 1));
    this.#points.push({ learningRate: rateAt(this.#range, step), loss, smoothedLoss });
    this.#least = Math.min(this.#least, smoothedLoss);
    return smoothedLoss > divergence * this.#least;
  }

  /**
   * Returns the rate at which the smoothed loss falls fastest per decade. The first tenth of the steps and the last point are left
   * out, as Lightning does for 100 steps, and slopes are central differences, one-sided at both ends.
   *
   * @returns Undefined where it falls nowhere.
   */
  get steepestRate(): number | undefined {
    const judged = this.#points.slice(Math.round(this.#range.steps * unjudged), -1);
    const last = judged.length - 1;
    let [steepest, rate]: [number, number | undefined] = [-leastFall * this.#least, undefined];
    for (const [i, { learningRate }] of judged.entries()) {
      const [before, after] = [Math.max(0, i - 1), Math.min(last, i + 1)];
      if (before === after) continue;
      const slope =
        (elementAt(judged, after).smoothedLoss - elementAt(judged, before).smoothedLoss) / (after - before);
      if (slope < steepest) [steepest, rate] = [slope, learningRate];
    }
    return rate;
  }
}
