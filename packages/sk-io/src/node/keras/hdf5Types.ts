/** What a dataset of an HDF5 file holds, and its values as float32. */
import type { Metadata } from 'h5wasm';
import { floatCodecs } from '../../formats/safetensors/floatCodecs.js';

/** Classes of the library's types. */
const [wholeClass, floatClass] = [0, 1];

/** 'float32', 'int64', or the number of a class that is no number. */
export function dtypeName({ type, size, signed }: Metadata): string {
  if (type === floatClass) return `float${size * 8}`;
  return type === wholeClass ? `${signed ? '' : 'u'}int${size * 8}` : `HDF5 class ${type}`;
}

/** Why it is not read as numbers. */
export function whyUnreadable(metadata: Metadata): string | undefined {
  const { type, size, shape, virtual_sources, chunks, total_size } = metadata;
  if (virtual_sources !== undefined) return 'is virtual: its values are in other files';
  if (shape === null) return 'has no values';
  const sizes = type === floatClass ? [2, 4, 8] : type === wholeClass ? [1, 2, 4, 8] : [];
  const known = sizes.includes(size);
  if (!known || metadata.vlen) return `${dtypeName(metadata)} is not read as weights`;
  const most = Math.max(2 ** 20, total_size * size);
  const chunk = (chunks ?? []).reduce((product, length) => product * length, size);
  return chunk > most ? 'has chunks that are larger than itself' : undefined;
}

/** @param bytes Of all values, which the library puts into the order of bytes that this machine has. */
export function toFloats(bytes: Uint8Array, { type, size, signed }: Metadata): Float32Array {
  if (type === floatClass && size === 4) return floatCodecs.F32.decode(bytes);
  if (type === floatClass && size === 2) return floatCodecs.F16.decode(bytes);
  const kind = type === floatClass ? 'Float' : signed ? 'Int' : 'Uint';
  const read = readers[`${kind}${size * 8}`] as (view: DataView, at: number) => number;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float32Array.from({ length: bytes.length / size }, (_, i) => read(view, i * size));
}

const readers: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  Float64: (view, at) => view.getFloat64(at, true),
  Int8: (view, at) => view.getInt8(at),
  Int16: (view, at) => view.getInt16(at, true),
  Int32: (view, at) => view.getInt32(at, true),
  Int64: (view, at) => Number(view.getBigInt64(at, true)),
  Uint8: (view, at) => view.getUint8(at),
  Uint16: (view, at) => view.getUint16(at, true),
  Uint32: (view, at) => view.getUint32(at, true),
  Uint64: (view, at) => Number(view.getBigUint64(at, true)),
};
