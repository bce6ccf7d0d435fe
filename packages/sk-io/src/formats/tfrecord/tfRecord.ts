/** The frame that TensorFlow puts around each message of a file: its length, and the checksums of both. */
import { DataError } from '../../dataError.js';
import { crc32c } from './crc32c.js';

/** Bytes before a message. */
export const headBytes = 12;

/** Bytes behind a message. */
export const tailBytes = 4;

/** Returns a message in its frame. */
export function tfRecord(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headBytes + message.length + tailBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(message.length), true);
  view.setUint32(8, masked(crc32c(bytes.subarray(0, 8))), true);
  bytes.set(message, headBytes);
  view.setUint32(headBytes + message.length, masked(crc32c(message)), true);
  return bytes;
}

/** Returns the length of the message behind a head. @throws DataError for a wrong checksum, and for a length beyond 2^53 */
export function messageLength(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, headBytes);
  if (view.getUint32(8, true) !== masked(crc32c(head.subarray(0, 8)))) {
    throw new DataError('the length of a record has a wrong checksum');
  }
  const length = Number(view.getBigUint64(0, true));
  if (!Number.isSafeInteger(length)) throw new DataError(`a record has ${length} bytes`);
  return length;
}

/** Tells whether the bytes of a message and its tail belong together. */
export function isWhole(message: Uint8Array, tail: Uint8Array): boolean {
  return new DataView(tail.buffer, tail.byteOffset, tailBytes).getUint32(0, true) === masked(crc32c(message));
}

/** TensorFlow masks checksums of data that may hold checksums itself. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
