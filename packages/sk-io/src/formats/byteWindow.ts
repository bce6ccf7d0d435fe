/** A file that is read from front to back in pieces, some of which are passed over. */

/** Returns the bytes from `start` up to, not including, `end`; fewer where the file ends before. */
export type ReadBytes = (start: number, end: number) => Promise<Uint8Array>;

const [least, most] = [4096, 2 ** 20];

/** Reads ahead as far as that has been of use: it doubles where pieces lie side by side, and halves where they lie apart. */
export class ByteWindow {
  readonly #read: ReadBytes;
  #ahead: number = least;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(read: ReadBytes) {
    this.#read = read;
  }

  /** Returns bytes that are valid until the next call; fewer than asked for where the file ends before. */
  async read(start: number, end: number): Promise<Uint8Array> {
    const held = this.#start + this.#bytes.length;
    if (start < this.#start || end > held) {
      const isNear = start >= this.#start && start <= held;
      this.#ahead = isNear ? Math.min(most, 2 * this.#ahead) : Math.max(least, this.#ahead / 2);
      this.#bytes = await this.#read(start, Math.max(end, start + this.#ahead));
      this.#start = start;
    }
    return this.#bytes.subarray(start - this.#start, end - this.#start);
  }
}
