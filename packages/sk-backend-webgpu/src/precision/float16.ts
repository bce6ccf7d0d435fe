/** Numbers as float16 has them. */

/** Returns the nearest number of float16, of two the even one; infinite beyond its range. */
export function roundToFloat16(value: number): number {
  const size = Math.abs(value);
  if (Number.isNaN(value) || size >= 65520) return value * Number.POSITIVE_INFINITY;
  const unit = 2 ** (Math.max(Math.floor(Math.log2(size)), -14) - 10);
  const floor = Math.floor(value / unit);
  const rest = value / unit - floor;
  const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return (floor + (isUp ? 1 : 0)) * unit;
}
