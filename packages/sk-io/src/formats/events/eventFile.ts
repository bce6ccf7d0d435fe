/** A file of events as TensorBoard reads it: TFRecords of protobuf messages. */
import { concatBytes } from '../concatBytes.js';
import { tfRecord } from '../tfrecord/tfRecord.js';
import { eventMessage, versionMessage } from './eventMessage.js';
import type { SummaryEvent } from './summaryEvent.js';

/** TensorBoard finds files by `tfevents` in their names. */
export const eventFileName = 'events.out.tfevents.0.sk-viz';

/** Returns the bytes of `events.out.tfevents.*`; the same events give the same bytes. */
export function eventFile(events: readonly SummaryEvent[]): Uint8Array<ArrayBuffer> {
  return concatBytes([tfRecord(versionMessage()), eventRecords(events)]);
}

/** Returns the bytes that events add to such a file. */
export const eventRecords = (events: readonly SummaryEvent[]): Uint8Array<ArrayBuffer> =>
  concatBytes(events.map((event) => tfRecord(eventMessage(event))));
