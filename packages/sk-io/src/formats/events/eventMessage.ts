/** Events as protobuf messages: tensorflow/core/util/event.proto and framework/summary.proto, by their field numbers. */
import { concatBytes } from '../concatBytes.js';
import { encode } from '../protobuf/encode.js';
import type { Message } from '../protobuf/messageTypes.js';
import { histogram } from './histogram.js';
import type { SummaryEvent } from './summaryEvent.js';

const types = {
  Event: {
    wallTime: { at: 1, is: 'double' },
    step: { at: 2, is: 'int64' },
    fileVersion: { at: 3, is: 'string' },
    summary: { at: 5, is: 'Summary' },
  },
  Summary: {
    value: { at: 1, is: 'Value', many: true },
  },
  Value: {
    tag: { at: 1, is: 'string' },
    simpleValue: { at: 2, is: 'float' },
    image: { at: 4, is: 'Image' },
    histo: { at: 5, is: 'HistogramProto' },
  },
  Image: {
    height: { at: 1, is: 'int32' },
    width: { at: 2, is: 'int32' },
    colorspace: { at: 3, is: 'int32' },
    encodedImageString: { at: 4, is: 'bytes' },
  },
  HistogramProto: {
    min: { at: 1, is: 'double' },
    max: { at: 2, is: 'double' },
    num: { at: 3, is: 'double' },
    sum: { at: 4, is: 'double' },
    sumSquares: { at: 5, is: 'double' },
    bucketLimit: { at: 6, is: 'double', many: 'packed' },
    bucket: { at: 7, is: 'double', many: 'packed' },
  },
} as const;

type Types = typeof types;
type MessageOf<N extends keyof Types> = Message<Types, N, Uint8Array>;

/** Returns the first message of every file. */
export function versionMessage(): Uint8Array<ArrayBuffer> {
  return bytesOf({ wallTime: 0, fileVersion: 'brain.Event:2' });
}

export function eventMessage(event: SummaryEvent): Uint8Array<ArrayBuffer> {
  const { wallTime, step, tag } = event;
  return bytesOf({ wallTime, step, summary: { value: [{ tag, ...contentOf(event) }] } });
}

function bytesOf(event: MessageOf<'Event'>): Uint8Array<ArrayBuffer> {
  return concatBytes(encode<Types, 'Event', Uint8Array>(types, 'Event', event).parts);
}

function contentOf(event: SummaryEvent): Omit<MessageOf<'Value'>, 'tag'> {
  if (event.kind === 'scalar') return { simpleValue: event.value };
  return event.kind === 'image' ? { image: imageOf(event.png) } : { histo: histogramOf(event.values) };
}

/** Channels by the colour type of a PNG: grey, RGB, palette, grey with alpha, RGBA. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

function imageOf(png: Uint8Array): MessageOf<'Image'> {
  // Where the header of every PNG has them.
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return {
    height: header.getUint32(20),
    width: header.getUint32(16),
    colorspace: channelsOf[header.getUint8(25)] ?? 4,
    encodedImageString: png,
  };
}

function histogramOf(values: ArrayLike<number>): MessageOf<'HistogramProto'> {
  const { min, max, count, sum, sumOfSquares, limits, counts } = histogram(values);
  return { min, max, num: count, sum, sumSquares: sumOfSquares, bucketLimit: limits, bucket: counts };
}
