/** How long work takes, in words. */

/** Returns `1 h 5 min`, `2 min 10 s` or `12 s`. */
export function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** The time that is left at the pace since the first call: a resumed run has not done what came before. */
export class RemainingTime {
  #first: { readonly done: number; readonly time: number } | undefined;

  /** Returns the time for the rest in words. Where `done` is no larger than at first, the count begins again. */
  describe(done: number, total: number): string {
    const now = performance.now();
    if (this.#first === undefined || done <= this.#first.done) {
      this.#first = { done, time: now };
      return 'unknown time';
    }
    const each = (now - this.#first.time) / (done - this.#first.done);
    return describeSeconds((each * (total - done)) / 1000);
  }
}
