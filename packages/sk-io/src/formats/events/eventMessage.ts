/** Events as protobuf messages: tensorflow/core/util/event.proto and framework/summary.proto, by their field numbers. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { histogram } from './histogram.js';
import type { SummaryEvent } from './summaryEvent.js';

const { Varint, Bit32, Bit64, LengthDelimited } = WireType;

/** The first message of every file. */
export function versionMessage(): Uint8Array<ArrayBuffer> {
  return new BinaryWriter().tag(1, Bit64).double(0).tag(3, LengthDelimited).string('brain.Event:2').finish();
}

export function eventMessage(event: SummaryEvent): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  writer.tag(1, Bit64).double(event.wallTime);
  writer.tag(2, Varint).int64(event.step);
  // Summary, and the one value in it.
  writer.tag(5, LengthDelimited).fork().tag(1, LengthDelimited).fork();
  writer.tag(1, LengthDelimited).string(event.tag);
  writeValue(writer, event);
  return writer.join().join().finish();
}

function writeValue(writer: BinaryWriter, event: SummaryEvent): void {
  if (event.kind === 'scalar') writer.tag(2, Bit32).float(event.value);
  else if (event.kind === 'image') writeImage(writer.tag(4, LengthDelimited).fork(), event.png).join();
  else writeHistogram(writer.tag(5, LengthDelimited).fork(), event.values).join();
}

/** Channels by the colour type of a PNG: grey, RGB, palette, grey with alpha, RGBA. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };
const colourTypeAt = 25;

function writeImage(writer: BinaryWriter, png: Uint8Array): BinaryWriter {
  // Where the header of every PNG has them.
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  writer
    .tag(1, Varint)
    .int32(height)
    .tag(2, Varint)
    .int32(width)
    .tag(3, Varint)
    .int32(channelsOf[png[colourTypeAt]!] ?? 4);
  return writer.tag(4, LengthDelimited).bytes(png);
}

function writeHistogram(writer: BinaryWriter, values: ArrayLike<number>): BinaryWriter {
  const { min, max, count, sum, sumOfSquares, limits, counts } = histogram(values);
  for (const [i, value] of [min, max, count, sum, sumOfSquares].entries()) {
    writer.tag(i + 1, Bit64).double(value);
  }
  for (const [at, list] of [
    [6, limits],
    [7, counts],
  ] as const) {
    writer.tag(at, LengthDelimited).fork();
    for (const value of list) writer.double(value);
    writer.join();
  }
  return writer;
}
