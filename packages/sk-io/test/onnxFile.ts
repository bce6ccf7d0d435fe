/** What an ONNX file says, read by field numbers alone: the writer's schema takes no part. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

type Fields = ReadonlyMap<number, readonly (Uint8Array | number)[]>;

interface OnnxFile {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Operators, in the order of computation. */
  readonly operators: readonly string[];
  readonly initialisers: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

export function readOnnx(file: Uint8Array): OnnxFile {
  const model = fieldsOf(file);
  const graph = fieldsOf(bytes(model, 7));
  return {
    irVersion: model.get(1)?.[0] as number,
    opset: fieldsOf(bytes(model, 8)).get(2)?.[0] as number,
    producer: `${text(model, 2)} ${text(model, 3)}`,
    inputs: messages(graph, 11).map((value) => text(value, 1)),
    outputs: messages(graph, 12).map((value) => text(value, 1)),
    operators: messages(graph, 1).map((node) => text(node, 4)),
    initialisers: messages(graph, 5).map((tensor) => text(tensor, 8)),
    metadata: Object.fromEntries(messages(model, 14).map((entry) => [text(entry, 1), text(entry, 2)])),
  };
}

function fieldsOf(message: Uint8Array): Fields {
  const fields = new Map<number, (Uint8Array | number)[]>();
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const value =
      type === WireType.LengthDelimited
        ? reader.bytes()
        : type === WireType.Varint
          ? Number(reader.int64())
          : reader.skip(type).byteLength;
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

const bytes = (fields: Fields, number: number): Uint8Array => fields.get(number)?.[0] as Uint8Array;
const text = (fields: Fields, number: number): string => new TextDecoder().decode(bytes(fields, number));
const messages = (fields: Fields, number: number): readonly Fields[] =>
  ((fields.get(number) ?? []) as readonly Uint8Array[]).map(fieldsOf);
