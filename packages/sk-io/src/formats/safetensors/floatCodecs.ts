/** The floating-point numbers that files of weights hold, to and from float32. All are little-endian, as tfjs's own files. */
import { elementAt } from 'sk-core';

export type FloatDtype = 'F32' | 'F16' | 'BF16';

interface FloatCodec {
  /** The largest finite number. */
  readonly largest: number;
  decode(bytes: Uint8Array): Float32Array;
  /** Rounds to the nearest, of two that are as near to the even one; what is too large becomes infinite. */
  encode(values: Float32Array): Uint8Array;
}

export const floatCodecs: Readonly<Record<FloatDtype, FloatCodec>> = {
  F32: {
    largest: 3.4028234663852886e38,
    decode: (bytes) => new Float32Array(aligned(bytes)),
    encode: (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  },
  F16: {
    largest: 65504,
    decode: (bytes) => {
      const [bits, table] = [new Uint16Array(aligned(bytes)), halfTable()];
      return filled(new Float32Array(bits.length), (i) => table[bits[i] as number] as number);
    },
    encode: (values) => encoded(values, halfBits),
  },
  BF16: {
    largest: 3.3895313892515355e38,
    decode: (bytes) => {
      const bits = new Uint16Array(aligned(bytes));
      return new Float32Array(filled(new Uint32Array(bits.length), (i) => (bits[i] as number) << 16).buffer);
    },
    encode: (values) => encoded(values, bfloatBits),
  },
};

/** Types that weights are read from. F64 is narrowed, and not written. */
export type ReadableDtype = FloatDtype | 'F64';

export const readableDtypes: readonly string[] = [...Object.keys(floatCodecs), 'F64'];

export const isReadableDtype = (dtype: string): dtype is ReadableDtype => readableDtypes.includes(dtype);

/**
 * Decodes values of any type that is read.
 *
 * @param onTooLarge Throws; called with a finite number that float32 does not hold.
 */
export function decodeFloats(
  dtype: ReadableDtype,
  bytes: Uint8Array,
  onTooLarge: (value: number) => never,
): Float32Array {
  if (dtype !== 'F64') return floatCodecs[dtype].decode(bytes);
  const values = new Float64Array(aligned(bytes));
  const floats = Float32Array.from(values);
  const wrong = floats.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(values[i]));
  return wrong < 0 ? floats : onTooLarge(elementAt(values, wrong));
}

/** A copy, since typed arrays want addresses that are multiples of their size. */
const aligned = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

function encoded(
  { buffer, byteOffset, length }: Float32Array,
  shorten: (bits: number) => number,
): Uint8Array {
  const bits = new Uint32Array(buffer, byteOffset, length);
  return new Uint8Array(filled(new Uint16Array(length), (i) => shorten(bits[i] as number)).buffer);
}

/** A loop, which is many times as fast as `from` is for typed arrays. */
function filled<T extends Float32Array | Uint32Array | Uint16Array>(
  array: T,
  value: (index: number) => number,
): T {
  for (let i = 0; i < array.length; i += 1) array[i] = value(i);
  return array;
}

const isNaNBits = (magnitude: number): boolean => magnitude > 0x7f800000;

function bfloatBits(bits: number): number {
  if (isNaNBits(bits & 0x7fffffff)) return (bits >>> 16) | 0x40;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (isNaNBits(magnitude)) return sign | 0x7e00;
  // From 65520 on.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // From 2^-14 on, which has an exponent in half precision too.
  if (magnitude >= 0x38800000)
    return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  // Floats from 0.5 to 1 are as far apart as subnormal halves: this addition rounds.
  scratchBits[0] = magnitude;
  scratch[0] = (scratch[0] as number) + 0.5;
  return sign | ((scratchBits[0] as number) - 0x3f000000);
}

let halves: Float32Array | undefined;

/** The value of each of the 65,536 half-precision numbers. */
function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 0x10000 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const [exponent, fraction] = [(bits >>> 10) & 0x1f, bits & 0x3ff];
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
  return halves;
}
