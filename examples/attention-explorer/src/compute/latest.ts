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
