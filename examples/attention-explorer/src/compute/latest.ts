/** Runs one task at a time; of those that come meanwhile, the last one alone. */
export class Latest {
  #running: Promise<void> | undefined;
  #waiting: (() => Promise<void>) | undefined;

  /** Resolves when nothing runs and nothing waits. */
  run(task: () => Promise<void>): Promise<void> {
    this.#waiting = task;
    this.#running ??= this.#drain();
    return this.#running;
  }

  /** Runs `task` once nothing else runs; what comes meanwhile waits for it. */
  async alone(task: () => Promise<void>): Promise<void> {
    while (this.#running !== undefined) await Promise.allSettled([this.#running]);
    const own = task();
    this.#running = Promise.allSettled([own]).then(() => this.#drain());
    await own;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting !== undefined) {
        const task = this.#waiting;
        this.#waiting = undefined;
        await task();
      }
    } finally {
      this.#running = undefined;
    }
  }
}
