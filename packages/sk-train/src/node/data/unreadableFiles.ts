/** Files of a dataset that cannot be decoded: counted, named, and too many of them are an error. */
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import type { PhotoSource } from './streams/photoSource.js';

export type OnUnreadable = (path: string, reason: string) => void;

export interface UnreadableLimits {
  /** Share of the files that may be unreadable, 0 to 1; rounded up, so that 0 alone allows none. */
  readonly share: number;
  /** Whether each class has to keep an image, as a class does that is learned. */
  readonly keepsClasses: boolean;
}

/** Facts about the images that are read. */
type KnownImages = Pick<PhotoSource, 'classNames' | 'size' | 'labels'>;

export class UnreadableFiles {
  readonly #files: KnownImages;
  readonly #keepsClasses: boolean;
  readonly #limit: number;
  readonly #report: OnUnreadable;
  readonly #indices = new Set<number>();
  readonly #readable: Uint32Array;

  constructor(files: KnownImages, { share, keepsClasses }: UnreadableLimits, report: OnUnreadable) {
    this.#files = files;
    this.#keepsClasses = keepsClasses;
    this.#limit = Math.ceil(share * files.size);
    this.#report = report;
    this.#readable = new Uint32Array(files.classNames.length);
    for (const label of files.labels ?? []) this.#readable[label] = elementAt(this.#readable, label) + 1;
  }

  get count(): number {
    return this.#indices.size;
  }

  /** @throws DataError when there are too many, or a class that is learned has no other file left, where the classes of all are known */
  add(index: number, path: string, reason: string): void {
    if (this.#indices.has(index)) return;
    this.#indices.add(index);
    this.#report(path, reason);
    const count = this.#indices.size;
    if (count > this.#limit) {
      throw new DataError(
        `${count} of ${this.#files.size} files cannot be read, the last one ${path}: ${reason}; ${this.#limit} are allowed (--max-unreadable)`,
      );
    }
    this.#countDown(index, path, reason);
  }

  #countDown(index: number, path: string, reason: string): void {
    if (this.#files.labels === undefined) return;
    const label = elementAt(this.#files.labels, index);
    const left = elementAt(this.#readable, label) - 1;
    this.#readable[label] = left;
    if (left > 0 || !this.#keepsClasses) return;
    const name = elementAt(this.#files.classNames, label);
    throw new DataError(
      `no image of class "${name}" can be read, the last one ${path}: ${reason}: mend its files or take its folder away`,
    );
  }
}
