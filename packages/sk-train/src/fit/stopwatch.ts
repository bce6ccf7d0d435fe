/** Measures how fast images go through, and how much of the time is spent waiting for them. */

export class Stopwatch {
  #start = performance.now();
  #lap = this.#start;
  #waited = 0;
  #images = 0;

  /** Forgets what it measured. */
  restart(): void {
    this.#start = performance.now();
    this.#lap = this.#start;
    this.#waited = 0;
    this.#images = 0;
  }

  /** Counts the time until `data` is there as waiting. */
  async waiting<T>(data: Promise<T>): Promise<T> {
    const before = performance.now();
    const value = await data;
    this.#waited += performance.now() - before;
    return value;
  }

  /** Counts images as done; answers the seconds since the last time. */
  lap(images: number): number {
    const now = performance.now();
    const seconds = (now - this.#lap) / 1000;
    this.#lap = now;
    this.#images += images;
    return seconds;
  }

  get imagesPerSecond(): number {
    return (this.#images / (this.#lap - this.#start)) * 1000;
  }

  /** 0 to 1. */
  get waitingShare(): number {
    return Math.min(1, this.#waited / Math.max(this.#lap - this.#start, Number.MIN_VALUE));
  }
}
