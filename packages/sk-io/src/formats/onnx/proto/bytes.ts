/** Bytes whose number is known before they are read: weights stay where they are until the file is written. */
export type Bytes = Uint8Array | LazyBytes;

export interface LazyBytes {
  readonly byteLength: number;
  /** As many as promised. */
  readonly read: () => Promise<Uint8Array>;
}

/** @returns The parts, one behind the other. */
export async function joinBytes(parts: readonly Bytes[]): Promise<Uint8Array> {
  const joined = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part instanceof Uint8Array ? part : await part.read(), at);
    at += part.byteLength;
  }
  return joined;
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** As a file of ONNX holds numbers on every machine. */
export function littleEndian(values: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (isLittleEndian) return bytes;
  const size = values.BYTES_PER_ELEMENT;
  return bytes.map((_, i) => bytes[i - (i % size) + size - 1 - (i % size)] as number);
}
