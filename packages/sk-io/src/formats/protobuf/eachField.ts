/** The fields of a message where they lie in a file: values are looked up and left where they are. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { ModelError } from 'sk-models';

/**
 * Takes one field: its number, and where its content starts and ends in the bytes. `number` is the value of a varint,
 * whose start and end are the same, and NaN for every other field.
 */
export type VisitField = (field: number, start: number, end: number, number: number) => void;

/**
 * Calls `visit` for each field of the message in `bytes` from `start` up to, not including, `end`.
 * @throws ModelError for a field that is longer than the message, and for one of a group
 */
export function eachField(bytes: Uint8Array, start: number, end: number, visit: VisitField): void {
  const reader = new BinaryReader(bytes.subarray(start, end));
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (wire === WireType.Varint) {
      const number = Number(reader.int64());
      visit(field, start + reader.pos, start + reader.pos, number);
      continue;
    }
    const size = wire === WireType.LengthDelimited ? reader.uint32() : sizes[wire];
    if (size === undefined) throw new ModelError(`field ${field} has wire type ${wire}`);
    const from = reader.pos;
    if (from + size > reader.len) throw new ModelError(`field ${field} is longer than what it is in`);
    reader.pos = from + size;
    visit(field, start + from, start + from + size, Number.NaN);
  }
}

/** Bytes of the numbers of fixed size. Groups, the other kind, are out of use. */
const sizes: Readonly<Partial<Record<WireType, number>>> = { [WireType.Bit32]: 4, [WireType.Bit64]: 8 };

/** Calls `visit` for each of the 64-bit integers that are packed into `bytes`. */
export function eachPackedInteger(bytes: Uint8Array, visit: (number: number) => void): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) visit(Number(reader.int64()));
}
