/**
 * Reads JSON out of bytes that anybody may have written, as a caller expects it: whatever else stands there is refused
 * where it stands. Nothing is built that was not asked for, so neither the depth nor the length of the rest costs memory.
 */

import { type FileLimits, mostOf, usualLimits } from '../../fileLimits.js';

const [quote, backslash, zero] = [0x22, 0x5c, 0x30];
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class JsonCursor {
  private readonly bytes: Uint8Array;
  private readonly refuse: (why: string) => never;
  private readonly limits: FileLimits;
  private at = 0;

  /** @param refuse Throws the caller's error. */
  constructor(bytes: Uint8Array, refuse: (why: string) => never, limits: FileLimits = usualLimits) {
    this.bytes = bytes;
    this.refuse = refuse;
    this.limits = limits;
  }

  /** @param field Called with each name when its value is next. A name that stands there twice is refused. */
  object(field: (name: string) => void): void {
    const names = new Set<string>();
    this.list('{', '}', () => {
      const name = this.string();
      if (names.has(name)) this.refuse(`${quoted(name)} is there twice`);
      if (names.add(name).size > this.limits.entries) {
        this.refuse(`has more than ${mostOf(this.limits, 'entries', 'entries')}`);
      }
      this.take(':');
      field(name);
    });
  }

  /** @param item Called when an item is next. */
  array(item: (index: number) => void): void {
    this.list('[', ']', item);
  }

  string(): string {
    this.take('"');
    const start = this.at;
    const escapes = this.endString();
    const text = this.decode(start, this.at - 1);
    return escapes ? this.unescape(text) : text;
  }

  /** From 0 to 2^53 - 1, without a fraction or an exponent. */
  whole(): number {
    this.space();
    const start = this.at;
    while (isDigit(this.bytes[this.at])) this.at += 1;
    const digits = this.at - start;
    const isNumber = digits > 0 && digits <= 16 && !/[-+.eE]/.test(this.next());
    const value = isNumber ? Number(this.decode(start, this.at)) : Number.NaN;
    const leadingZero = digits > 1 && this.bytes[start] === zero;
    if (Number.isSafeInteger(value) && !leadingZero) return value;
    this.at = start;
    return this.fail('a whole number from 0 to 2^53 - 1');
  }

  /** Passes over any value without a look at what it says. */
  skip(): void {
    let depth = 0;
    do {
      this.space();
      const kind = kinds[this.bytes[this.at] ?? 0];
      if (kind === word) {
        while (isInWord(kinds[this.bytes[this.at] ?? 0])) this.at += 1;
        continue;
      }
      const isInside = kind === opening || (depth > 0 && (kind === closing || kind === separator));
      if (!isInside && kind !== text) this.fail('a value');
      this.at += 1;
      if (kind === text) this.endString();
      else if (kind === opening) depth += 1;
      else if (kind === closing) depth -= 1;
    } while (depth > 0);
  }

  /** Passes over the rest of a string and its end. @returns Whether it has escapes. */
  private endString(): boolean {
    let escapes = false;
    for (; this.bytes[this.at] !== quote; this.at += 1) {
      if ((this.bytes[this.at] ?? 0) < 0x20) this.fail('the end of a string');
      if (this.bytes[this.at] !== backslash) continue;
      escapes = true;
      this.at += 1;
    }
    this.at += 1;
    return escapes;
  }

  /** Only space may follow. */
  end(): void {
    if (this.peek() !== '') this.fail('nothing more');
  }

  private list(open: string, close: string, item: (index: number) => void): void {
    this.take(open);
    if (this.peek() !== close) {
      item(0);
      for (let index = 1; this.peek() === ','; index += 1) {
        this.take(',');
        item(index);
      }
    }
    this.take(close);
  }

  private take(character: string): void {
    if (this.peek() !== character) this.fail(character);
    this.at += 1;
  }

  private peek(): string {
    this.space();
    return this.next();
  }

  private next(): string {
    const byte = this.bytes[this.at];
    return byte === undefined ? '' : String.fromCharCode(byte);
  }

  private space(): void {
    while (isSpace(this.bytes[this.at])) this.at += 1;
  }

  private decode(start: number, end: number): string {
    try {
      return utf8.decode(this.bytes.subarray(start, end));
    } catch {
      return this.refuse(`byte ${start}: is not UTF-8`);
    }
  }

  private unescape(text: string): string {
    try {
      return JSON.parse(`"${text}"`) as string;
    } catch {
      return this.fail('escapes that JSON has');
    }
  }

  private fail(wanted: string): never {
    const next = this.next();
    const got = next === '' ? 'the end' : /[!-~]/.test(next) ? next : `byte ${this.bytes[this.at]}`;
    return this.refuse(`byte ${this.at}: wants ${wanted}, got ${got}`);
  }
}

/** A name out of a file for a message: on one line, and cut where it is long. */
export function quoted(name: string): string {
  const text = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name);
  return text.replace(/[\u007f-\u009f\u2028\u2029]/g, '?');
}

/** The kinds of bytes in a value that is passed over; bytes of no kind have 0. */
const [word, inWord, text, opening, closing, separator] = [1, 2, 3, 4, 5, 6];
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[-\w]/.test(character)) return word;
  return ['', '+.', '"', '[{', ']}', ',:'].findIndex((some) => some.includes(character)) + 1;
});
const isInWord = (kind: number | undefined): boolean => kind === word || kind === inWord;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
