/** Images of Netpbm, which sharp does not read: PBM, PGM and PPM, as text and as bytes (P1 to P6). */
import type { DecodedImage } from './bmp.js';

const isSpace = (byte: number | undefined): boolean =>
  byte !== undefined && (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));

export const isNetpbm = (bytes: Uint8Array): boolean => {
  const [letter = 0, kind = 0, next = 0] = bytes;
  return letter === 0x50 && kind >= 0x31 && kind <= 0x36 && (isSpace(next) || next === 0x23);
};

/**
 * Decodes the first image of a file.
 *
 * @throws Error, in words, for what is damaged or larger than `maxPixels`.
 */
export function decodeNetpbm(bytes: Uint8Array, maxPixels: number): DecodedImage {
  const kind = (bytes[1] ?? 0) - 0x30;
  const text = kind <= 3;
  const bitmap = kind === 1 || kind === 4;
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const words = new Words(bytes);
  const [width, height] = [words.number(), words.number()];
  const most = bitmap ? 1 : words.number();
  if (width < 1 || height < 1 || most < 1 || most > 65_535) {
    throw new Error(`is damaged: an image of ${width}x${height} pixels of 0 to ${most}`);
  }
  if (width * height > maxPixels) throw new Error('has more pixels than is allowed');
  const count = width * height * channels;
  const bytesPerRow = bitmap ? Math.ceil(width / 8) : width * channels * (most < 256 ? 1 : 2);
  // A value of text takes a byte at least. Nothing is allocated for a file that cannot hold its image.
  const least = text ? count : bytesPerRow * height + 1;
  if (words.end + least > bytes.length) throw new Error('is damaged: it ends before the image does');
  const read = text
    ? bitmap
      ? words.bits()
      : words.numbers()
    : binary(bytes, words.end + 1, most, bitmap ? width : 0);
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < count; i++) {
    const value = read(i);
    if (value === undefined || value > most) throw new Error('is damaged: it ends before the image does');
    // In a bitmap 1 is black.
    const level = Math.round(((bitmap ? 1 - value : value) * 255) / most);
    if (channels === 3) data[Math.floor(i / 3) * 4 + (i % 3)] = level;
    else {
      data[i * 4] = level;
      data[i * 4 + 1] = level;
      data[i * 4 + 2] = level;
    }
  }
  return { width, height, data };
}

/** Returns a function from the index of a value to the value. Rows of a bitmap of `width` begin at whole bytes. */
function binary(
  bytes: Uint8Array,
  start: number,
  most: number,
  width: number,
): (index: number) => number | undefined {
  if (width > 0) {
    const rowBytes = Math.ceil(width / 8);
    return (index) => {
      const col = index % width;
      const byte = bytes[start + Math.floor(index / width) * rowBytes + (col >> 3)];
      return byte === undefined ? undefined : (byte >> (7 - (col & 7))) & 1;
    };
  }
  if (most < 256) return (index) => bytes[start + index];
  return (index) => {
    const [high, low] = [bytes[start + 2 * index], bytes[start + 2 * index + 1]];
    return high === undefined || low === undefined ? undefined : high * 256 + low;
  };
}

/** The words of a file behind its first two bytes, without comments. */
class Words {
  readonly #bytes: Uint8Array;
  #at = 2;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The place behind the last number. */
  get end(): number {
    return this.#at;
  }

  /** @throws Error where no number comes next. */
  number(): number {
    this.#skip();
    const start = this.#at;
    let number = 0;
    for (let byte = this.#bytes[this.#at]; isDigit(byte); byte = this.#bytes[++this.#at]) {
      number = number * 10 + (byte - 0x30);
    }
    const digits = this.#at - start;
    if (digits === 0 || digits > 9) throw new Error('is damaged: its header or its text has no number');
    return number;
  }

  numbers(): () => number {
    return () => this.number();
  }

  /** Bits as text need no space between them. */
  bits(): () => number | undefined {
    return () => {
      this.#skip();
      const byte = this.#bytes[this.#at++];
      return isDigit(byte) ? byte - 0x30 : undefined;
    };
  }

  #skip(): void {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === 0x23) while (this.#at < this.#bytes.length && this.#bytes[this.#at] !== 0x0a) this.#at++;
      else if (isSpace(byte)) this.#at++;
      else return;
    }
  }
}

const isDigit = (byte: number | undefined): byte is number =>
  byte !== undefined && byte >= 0x30 && byte <= 0x39;
