/** Reads event files, for tests: shares nothing with what writes them. */

/** Bit by bit. */
export function slowCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  return Number(crc ^ 0xffffffffn);
}

const unmasked = (masked: number): number => {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated << 15) | (rotated >>> 17)) >>> 0;
};

type Fields = Map<number, (number | Uint8Array)[]>;

function fieldsOf(bytes: Uint8Array): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Fields = new Map();
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    let value: number | Uint8Array;
    if ((tag & 7) === 0) value = varint();
    else if ((tag & 7) === 1) {
      value = view.getFloat64(at, true);
      at += 8;
    } else if ((tag & 7) === 5) {
      value = view.getFloat32(at, true);
      at += 4;
    } else {
      const length = varint();
      value = bytes.subarray(at, at + length);
      at += length;
    }
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

const text = (bytes: unknown): string => new TextDecoder().decode(bytes as Uint8Array);
const doubles = (bytes: unknown): number[] => {
  const { buffer, byteOffset, byteLength } = bytes as Uint8Array;
  const view = new DataView(buffer, byteOffset, byteLength);
  return Array.from({ length: byteLength / 8 }, (_, i) => view.getFloat64(8 * i, true));
};

export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly version?: string;
  readonly tag?: string;
  readonly value?: number;
  readonly image?: { height: number; width: number; colorspace: number; png: Uint8Array };
  readonly histogram?: { min: number; max: number; count: number; limits: number[]; counts: number[] };
}

/** @throws Error where a length or a checksum is wrong */
export function readEvents(file: Uint8Array): ReadEvent[] {
  const events: ReadEvent[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let at = 0;
  while (at < file.length) {
    const length = Number(view.getBigUint64(at, true));
    const message = file.subarray(at + 12, at + 12 + length);
    const good =
      unmasked(view.getUint32(at + 8, true)) === slowCrc32c(file.subarray(at, at + 8)) &&
      unmasked(view.getUint32(at + 12 + length, true)) === slowCrc32c(message);
    if (!good) throw new Error(`wrong checksum at byte ${at}`);
    events.push(readEvent(message));
    at += 16 + length;
  }
  return events;
}

function readEvent(message: Uint8Array): ReadEvent {
  const fields = fieldsOf(message);
  const one = (from: Fields, at: number) => from.get(at)?.[0];
  const wallTime = one(fields, 1) as number;
  const step = (one(fields, 2) ?? 0) as number;
  const summary = one(fields, 5);
  if (summary === undefined) return { wallTime, step, version: text(one(fields, 3)) };
  const value = fieldsOf(one(fieldsOf(summary as Uint8Array), 1) as Uint8Array);
  const common = { wallTime, step, tag: text(one(value, 1)) };
  if (value.has(2)) return { ...common, value: one(value, 2) as number };
  const inner = fieldsOf((one(value, 4) ?? one(value, 5)) as Uint8Array);
  const numbers = (...places: number[]): number[] => places.map((place) => one(inner, place) as number);
  if (value.has(4)) {
    const [height, width, colorspace] = numbers(1, 2, 3) as [number, number, number];
    return { ...common, image: { height, width, colorspace, png: one(inner, 4) as Uint8Array } };
  }
  const [min, max, count] = numbers(1, 2, 3) as [number, number, number];
  const [limits, counts] = [doubles(one(inner, 6)), doubles(one(inner, 7))];
  return { ...common, histogram: { min, max, count, limits, counts } };
}
