/** A value that is there while a function runs. */

export class ScopedValue<T> {
  #current: T | undefined;

  /** Returns the value of the innermost {@link during}; undefined outside of all. */
  get current(): T | undefined {
    return this.#current;
  }

  /** Calls a function during which the value is another one. */
  during<R>(value: T, run: () => R): R {
    const before = this.#current;
    this.#current = value;
    try {
      return run();
    } finally {
      this.#current = before;
    }
  }
}
