/** Messages to bytes, by the schema. Lengths come first in protobuf, so the parts are made from the inside out. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Bytes } from './bytes.js';
import { type Field, type Message, type MessageName, type ScalarName, schema } from './schema.js';

interface Encoded {
  readonly byteLength: number;
  readonly parts: readonly Bytes[];
}

export function encode<N extends MessageName>(name: N, message: Message<N>): Encoded {
  const parts: Bytes[] = [];
  const writer = new BinaryWriter();
  const append = (at: number, { byteLength, parts: inner }: Encoded): void => {
    parts.push(writer.tag(at, WireType.LengthDelimited).uint32(byteLength).finish());
    for (const part of inner) parts.push(part);
  };
  const fields: Readonly<Record<string, Field>> = schema[name];
  for (const [key, value] of Object.entries(message)) {
    const { at, is, many } = fields[key] as Field;
    for (const single of many === true ? (value as readonly unknown[]) : [value]) {
      if (is in scalars) scalars[is as Exclude<ScalarName, 'bytes'>](writer, at, single as never);
      else if (is === 'bytes') append(at, wrap(single as Bytes));
      else append(at, encode(is as MessageName, single as Message<MessageName>));
    }
  }
  parts.push(writer.finish());
  return { byteLength: parts.reduce((sum, part) => sum + part.byteLength, 0), parts };
}

const wrap = (bytes: Bytes): Encoded => ({ byteLength: bytes.byteLength, parts: [bytes] });

const scalars = {
  int32: (writer: BinaryWriter, at: number, value: number) => writer.tag(at, WireType.Varint).int32(value),
  int64: (writer: BinaryWriter, at: number, value: number) => writer.tag(at, WireType.Varint).int64(value),
  float: (writer: BinaryWriter, at: number, value: number) => writer.tag(at, WireType.Bit32).float(value),
  string: (writer: BinaryWriter, at: number, value: string) =>
    writer.tag(at, WireType.LengthDelimited).string(value),
};
