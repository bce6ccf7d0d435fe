/** A file of events as TensorBoard reads it: TFRecords of protobuf messages. */
import { concatBytes } from '../concatBytes.js';
import { crc32c } from './crc32c.js';
import { eventMessage, versionMessage } from './eventMessage.js';
import type { SummaryEvent } from './summaryEvent.js';

/** TensorBoard finds files by `tfevents` in their names. */
export const eventFileName = 'events.out.tfevents.0.sk-viz';

/** Returns the bytes of `events.out.tfevents.*`; the same events give the same bytes. */
export function eventFile(events: readonly SummaryEvent[]): Uint8Array<ArrayBuffer> {
  return concatBytes([record(versionMessage()), eventRecords(events)]);
}

/** Returns the bytes that events add to such a file. */
export const eventRecords = (events: readonly SummaryEvent[]): Uint8Array<ArrayBuffer> =>
  concatBytes(events.map((event) => record(eventMessage(event))));

/** Length, its checksum, the message, its checksum. */
function record(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + 4 + message.length + 4);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(message.length), true);
  view.setUint32(8, masked(crc32c(bytes.subarray(0, 8))), true);
  bytes.set(message, 12);
  view.setUint32(12 + message.length, masked(crc32c(message)), true);
  return bytes;
}

/** TensorFlow masks checksums of data that may hold checksums itself. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
