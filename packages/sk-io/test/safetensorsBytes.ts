/** Safetensors written by the letter, right or wrong. */

/** A file of this header and so many zeros behind it. */
export function safetensorsBytes(header: unknown, dataBytes: number): Uint8Array<ArrayBuffer> {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  return withLength(new TextEncoder().encode(text), dataBytes);
}

export function withLength(
  json: Uint8Array,
  dataBytes: number,
  length: bigint = BigInt(json.length),
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(8 + json.length + dataBytes));
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  bytes.set(json, 8);
  return bytes;
}

export const f32 = (shape: readonly number[], start: number): object => ({
  dtype: 'F32',
  shape,
  data_offsets: [start, start + 4 * shape.reduce((n, size) => n * size, 1)],
});
