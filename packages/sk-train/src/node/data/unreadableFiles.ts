/** Files of a dataset that cannot be decoded: counted, named, and too many of them are an error. */
import { DataError } from 'sk-io';

export type OnUnreadable = (path: string, reason: string) => void;

export class UnreadableFiles {
  readonly #total: number;
  readonly #limit: number;
  readonly #report: OnUnreadable;
  readonly #paths = new Set<string>();

  /** @param share of `total` that may be unreadable, 0 to 1; rounded up, so that 0 alone allows none */
  constructor(total: number, share: number, report: OnUnreadable) {
    this.#total = total;
    this.#limit = Math.ceil(share * total);
    this.#report = report;
  }

  get count(): number {
    return this.#paths.size;
  }

  /** @throws DataError when there are too many */
  add(path: string, reason: string): void {
    if (this.#paths.has(path)) return;
    this.#paths.add(path);
    this.#report(path, reason);
    if (this.#paths.size > this.#limit) {
      throw new DataError(
        `${this.#paths.size} of ${this.#total} files cannot be read, the last one ${path}: ${reason}; ${this.#limit} are allowed (--max-unreadable)`,
      );
    }
  }
}
