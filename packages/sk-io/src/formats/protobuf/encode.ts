/** Messages to bytes, by tables of types. Lengths come first in protobuf, so the parts are made from the inside out. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Bytes } from './bytes.js';
import type { Field, Message, MessageTypes, ScalarName } from './messageTypes.js';

interface Encoded<B extends Bytes = Bytes> {
  readonly byteLength: number;
  readonly parts: readonly (Uint8Array<ArrayBuffer> | B)[];
}

/** Encodes a message of the type `name`. Fields are written in the order in which the message has them. */
export function encode<T extends MessageTypes, N extends keyof T & string, B extends Bytes = Bytes>(
  types: T,
  name: N,
  message: Message<T, N, B>,
): Encoded<B> {
  return encodeMessage(types, name, message) as Encoded<B>;
}

function encodeMessage(types: MessageTypes, name: string, message: object): Encoded {
  const parts: Bytes[] = [];
  const writer = new BinaryWriter();
  const append = (at: number, { byteLength, parts: inner }: Encoded): void => {
    parts.push(writer.tag(at, WireType.LengthDelimited).uint32(byteLength).finish());
    for (const part of inner) parts.push(part);
  };
  for (const [key, value] of Object.entries(message) as [string, unknown][]) {
    const { at, is, many } = fieldOf(types, name, key);
    const values = many === undefined ? [value] : (value as readonly unknown[]);
    if (many === 'packed') writePacked(writer, at, is, values);
    else if (is in scalars) for (const single of values) writeScalar(writer, at, is, single);
    else if (is === 'bytes') for (const single of values) append(at, wrap(single as Bytes));
    else for (const single of values) append(at, encodeMessage(types, is, single as object));
  }
  parts.push(writer.finish());
  return { byteLength: parts.reduce((sum, part) => sum + part.byteLength, 0), parts };
}

/** @throws RangeError for a message or a field that the table does not have */
function fieldOf(types: MessageTypes, name: string, key: string): Field {
  const field = types[name]?.[key];
  if (field === undefined) throw new RangeError(`protobuf: the table has no field ${name}.${key}`);
  return field;
}

const wrap = (bytes: Bytes): Encoded => ({ byteLength: bytes.byteLength, parts: [bytes] });

type Scalar = Exclude<ScalarName, 'bytes'>;

const scalars: {
  readonly [S in Scalar]: readonly [WireType, (writer: BinaryWriter, value: never) => BinaryWriter];
} = {
  int32: [WireType.Varint, (writer, value) => writer.int32(value)],
  int64: [WireType.Varint, (writer, value) => writer.int64(value)],
  float: [WireType.Bit32, (writer, value) => writer.float(value)],
  double: [WireType.Bit64, (writer, value) => writer.double(value)],
  string: [WireType.LengthDelimited, (writer, value) => writer.string(value)],
};

function writeScalar(writer: BinaryWriter, at: number, is: string, value: unknown): void {
  const [wire, write] = scalars[is as Scalar];
  write(writer.tag(at, wire), value as never);
}

/** Writes the numbers of a repeated field behind one tag. */
function writePacked(writer: BinaryWriter, at: number, is: string, values: readonly unknown[]): void {
  const [, write] = scalars[is as Scalar];
  writer.tag(at, WireType.LengthDelimited).fork();
  for (const value of values) write(writer, value as never);
  writer.join();
}
