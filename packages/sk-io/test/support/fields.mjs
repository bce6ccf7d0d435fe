/** Writes fields of protocol buffers. */

export const field = (number, body) => Buffer.concat([varint((number << 3) | 2), varint(body.length), body]);

export function varint(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
