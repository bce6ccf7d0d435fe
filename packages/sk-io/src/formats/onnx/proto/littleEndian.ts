/** Numbers as the bytes that a file of ONNX holds on every machine. */

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Returns the bytes of the values, lowest first: a view where the machine has them so, else a copy. */
export function littleEndian(values: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (isLittleEndian) return bytes;
  const turned = bytes.slice();
  const size = values.BYTES_PER_ELEMENT;
  for (let at = 0; at < turned.length; at += size) turned.subarray(at, at + size).reverse();
  return turned;
}
