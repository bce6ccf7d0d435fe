/** Writes Caffe models, as protocol buffers say and nothing of ours does. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export interface Blob {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  /** The four sizes of old files in place of a shape. */
  readonly legacy?: boolean;
  /** A field for each value, or float64. */
  readonly form?: 'packed' | 'single' | 'double';
}

export interface Layer {
  readonly name: string;
  readonly type: string;
  readonly blobs: readonly Blob[];
  readonly bottoms?: readonly string[];
  readonly tops?: readonly string[];
}

type Message = (writer: BinaryWriter) => void;

function message(write: Message): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish() as Uint8Array;
}

const bytesField = (writer: BinaryWriter, field: number, bytes: Uint8Array): void => {
  writer.tag(field, WireType.LengthDelimited).bytes(bytes);
};

function blob({ shape, values, legacy = false, form = 'packed' }: Blob): Uint8Array {
  return message((writer) => {
    if (legacy) for (const [i, size] of shape.entries()) writer.tag(i + 1, WireType.Varint).int32(size);
    else {
      const sizes = message((packed) => {
        for (const size of shape) packed.int64(size);
      });
      bytesField(
        writer,
        7,
        message((inner) => bytesField(inner, 1, sizes)),
      );
    }
    if (form === 'single') {
      for (const value of Array.from(values)) writer.tag(5, WireType.Bit32).float(value);
    } else {
      const typed = form === 'double' ? new Float64Array(values) : new Float32Array(values);
      bytesField(writer, form === 'double' ? 8 : 5, new Uint8Array(typed.buffer));
    }
  });
}

/** A NetParameter: its name, and `layer`. */
export function caffemodel(layers: readonly Layer[]): Uint8Array {
  return message((writer) => {
    writer.tag(1, WireType.LengthDelimited).string('net');
    for (const { name, type, blobs, bottoms = [], tops = [] } of layers) {
      const layer = message((inner) => {
        inner.tag(1, WireType.LengthDelimited).string(name);
        inner.tag(2, WireType.LengthDelimited).string(type);
        for (const bottom of bottoms) inner.tag(3, WireType.LengthDelimited).string(bottom);
        for (const top of tops) inner.tag(4, WireType.LengthDelimited).string(top);
        for (const each of blobs) bytesField(inner, 7, blob(each));
        inner.tag(10, WireType.Varint).int32(0);
      });
      bytesField(writer, 100, layer);
    }
  });
}

/** The form before 2014: `layers`, with a number for a type. */
export function v1Caffemodel(name: string, type: number, blobs: readonly Blob[]): Uint8Array {
  return message((writer) => {
    const layer = message((inner) => {
      inner.tag(4, WireType.LengthDelimited).string(name);
      inner.tag(5, WireType.Varint).int32(type);
      for (const each of blobs) bytesField(inner, 6, blob(each));
    });
    bytesField(writer, 2, layer);
  });
}
