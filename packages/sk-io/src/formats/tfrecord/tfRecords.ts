/** The records of a TFRecord file, one after the other. */
import { DataError } from '../../dataError.js';
import { ByteWindow, type ReadBytes } from '../byteWindow.js';
import { headBytes, isWhole, messageLength, tailBytes } from './tfRecord.js';

/** A record where it lies in the file. */
export interface TfRecordMember {
  /** The start of the message. */
  readonly at: number;
  readonly bytes: number;
  /** The message; undefined where it is larger than allowed, or its checksum is wrong. Valid until the next record is read. */
  readonly message: Uint8Array | undefined;
}

/**
 * Yields the records in their order. Those of more than `most` bytes are not read.
 * @param size of the file
 * @throws DataError where a length is damaged, and where the file ends inside of a record: those before it are yielded
 */
export async function* tfRecords(
  read: ReadBytes,
  size: number,
  most: number,
): AsyncGenerator<TfRecordMember, void, undefined> {
  const window = new ByteWindow(read);
  for (let at = 0; at < size; ) {
    if (at + headBytes + tailBytes > size) throw new DataError('is cut off inside of a record');
    const bytes = messageLength(await window.read(at, at + headBytes));
    const start = at + headBytes;
    const end = start + bytes + tailBytes;
    if (end > size) throw new DataError('is cut off inside of a record');
    if (bytes > most) {
      yield { at: start, bytes, message: undefined };
    } else {
      const whole = await window.read(start, end);
      const message = whole.subarray(0, bytes);
      yield { at: start, bytes, message: isWhole(message, whole.subarray(bytes)) ? message : undefined };
    }
    at = end;
  }
}
