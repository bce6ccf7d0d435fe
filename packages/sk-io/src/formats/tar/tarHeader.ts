/** The headers of a tar archive: blocks of 512 bytes as POSIX (ustar, pax) and GNU tar write them. */
import { DataError } from '../../dataError.js';

export const blockBytes = 512;

/** One block that begins a member. */
export interface TarHeader {
  readonly name: string;
  /** The size of the content that follows. */
  readonly bytes: number;
  /** The letter of the kind, '0' for an ordinary file. */
  readonly type: string;
}

const decoder = new TextDecoder();

/**
 * Reads a header.
 * @returns Undefined for a block of zeros, which ends the archive.
 * @throws DataError for a block that is no header
 */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const sum = number(block, 148, 8);
  if (sum === undefined || sum !== checksum(block)) throw new DataError('a header has a wrong checksum');
  const bytes = number(block, 124, 12);
  if (bytes === undefined) throw new DataError('a header has no size');
  const type = text(block, 156, 1) || '0';
  const isPosix = text(block, 257, 6) === 'ustar' && block[262] === 0;
  const prefix = isPosix ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return { name: prefix === '' ? name : `${prefix}/${name}`, bytes, type };
}

/** Returns the text of a field, which ends with the field or with a zero. */
function text(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

/** Returns a number in octal digits, or in GNU's form for large ones; undefined for anything else. */
function number(block: Uint8Array, start: number, length: number): number | undefined {
  const field = block.subarray(start, start + length);
  if (field[0] === 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = text(block, start, length).trim();
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** Returns the sum of all bytes, with those of the sum itself as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < blockBytes; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0;
  return sum;
}

/**
 * Returns the header of an ordinary file, the same for the same name and size.
 * @param name at most 100 bytes of it, or 255 where a slash parts them as ustar wants
 * @throws DataError for a longer name, and for a size of 8 GiB and more
 */
export function writeTarHeader(name: string, bytes: number): Uint8Array {
  const block = new Uint8Array(blockBytes);
  const put = (value: string | Uint8Array, at: number): void =>
    block.set(typeof value === 'string' ? encoder.encode(value) : value, at);
  const [prefix, rest] = parts(encoder.encode(name), name);
  if (bytes >= 8 ** 11)
    throw new DataError(`${name}: ${bytes} bytes, wants less than 8 GiB in a tar archive`);
  put(rest, 0);
  put('0000644\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  put('00000000000\0', 136);
  put('0', 156);
  put('ustar\u000000', 257);
  put(prefix, 345);
  put(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const encoder = new TextEncoder();

function parts(bytes: Uint8Array, name: string): readonly [prefix: Uint8Array, rest: Uint8Array] {
  if (bytes.length <= 100) return [new Uint8Array(0), bytes];
  const slash = bytes.findIndex((byte, i) => byte === 0x2f && i <= 155 && bytes.length - i - 1 <= 100);
  if (slash > 0) return [bytes.subarray(0, slash), bytes.subarray(slash + 1)];
  throw new DataError(`${name}: the name is too long for a tar archive: 100 bytes, or 255 with folders`);
}
