/** How fast the steps of a training are, the first ones left out: shaders are compiled in them, and two are recorded. */
const warmUp = 4;

/** Steps that are enough for a rate. */
export const measuredSteps: number = warmUp + 10;

export class StepClock {
  readonly #ends: number[] = [];

  /** To be called at the end of each step. */
  tick(): void {
    this.#ends.push(performance.now());
  }

  /** Steps a second; undefined where there were too few. */
  get rate(): number | undefined {
    const [first, last] = [this.#ends[warmUp - 1], this.#ends.at(-1)];
    const counted = this.#ends.length - warmUp;
    if (first === undefined || last === undefined || counted < 1) return undefined;
    return (1000 * counted) / (last - first);
  }
}
