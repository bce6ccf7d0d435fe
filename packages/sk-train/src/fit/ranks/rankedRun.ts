/** News that the ranks of a run tell each other between steps: whether to stop, and who is slow. */
import { numbersOfRanks, sumOverRanks } from '../../ranks/sums.js';
import type { WatchedRanks } from '../../ranks/watchedRanks.js';

/** Steps in a row in which a rank has been slow before it is reported, and how much slower than the median. */
const slowSteps = 10;
const slowFactor = 1.5;

export class RankedRun {
  readonly ranks: WatchedRanks;
  readonly #onSlow: (text: string) => void;
  #stops = false;
  #wantsStop = false;
  /** The rank that was the slowest of the last steps, and for how many. */
  #slow: { readonly rank: number; readonly steps: number } = { rank: -1, steps: 0 };
  readonly #reported = new Set<number>();

  /** @param onSlow Is told once of each rank that the others wait for. */
  constructor(ranks: WatchedRanks, onSlow: (text: string) => void) {
    this.ranks = ranks;
    this.#onSlow = onSlow;
  }

  /** Whether a rank is to save and end. */
  get stops(): boolean {
    return this.#stops;
  }

  /** Whether a callback of a rank has asked for the end. */
  get wantsStop(): boolean {
    return this.#wantsStop;
  }

  /** Hears what the others want. */
  async agree(own: { readonly stops: boolean; readonly wantsStop: boolean }): Promise<void> {
    const [stops, wantsStop] = await sumOverRanks(this.ranks, [Number(own.stops), Number(own.wantsStop)]);
    this.#stops = stops !== 0;
    this.#wantsStop = wantsStop !== 0;
  }

  /** Is told how long a step has taken, of which this rank has waited for others a part. */
  async stepTook(seconds: number): Promise<void> {
    const { ranks } = this;
    ranks.stepTook(seconds);
    this.#watch(await numbersOfRanks(ranks, seconds - ranks.takeWaited()));
  }

  #watch(times: readonly number[]): void {
    const sorted = [...times].sort((a, b) => a - b);
    const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    const longest = sorted.at(-1) ?? 0;
    const rank = longest > slowFactor * median ? times.indexOf(longest) : -1;
    const steps = rank >= 0 && rank === this.#slow.rank ? this.#slow.steps + 1 : 1;
    this.#slow = { rank, steps };
    if (rank < 0 || steps < slowSteps || this.#reported.has(rank)) return;
    this.#reported.add(rank);
    this.#onSlow(
      `rank ${rank} is slow: its steps take ${(longest / median).toFixed(1)} times those of the others, which wait for it`,
    );
  }
}
