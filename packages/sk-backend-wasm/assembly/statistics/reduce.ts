/** Sums along the middle axis of [outer, count, inner], in float64. */
import { columnSums, storeSums } from './columns';

/** Computes to [outer, inner] = factor * sums. Scratch: inner float64. */
export function reduce(x: usize, outer: i32, count: i32, inner: i32, factor: f64, to: usize, scratch: usize): void {
  const rowBytes = <usize>count * (<usize>inner << 2);
  for (let o = 0; o < outer; o++) {
    if (inner == 1) {
      store<f32>(to, <f32>(rowSum(x, count) * factor));
      to += 4;
    } else {
      memory.fill(scratch, 0, <usize>inner << 3);
      columnSums(x, count, inner, scratch);
      storeSums(scratch, factor, to, inner);
      to += <usize>inner << 2;
    }
    x += rowBytes;
  }
}

/** Returns the sum of a row. */
export function rowSum(x: usize, count: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (const end = x + (<usize>(count & ~7) << 2); x != end; x += 32) {
    s0 = f64x2.add(s0, f64x2.promote_low_f32x4(v128.load64_zero(x)));
    s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)));
    s2 = f64x2.add(s2, f64x2.promote_low_f32x4(v128.load64_zero(x, 16)));
    s3 = f64x2.add(s3, f64x2.promote_low_f32x4(v128.load64_zero(x, 24)));
  }
  s0 = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (const end = x + (<usize>(count & 7) << 2); x != end; x += 4) sum += load<f32>(x);
  return sum;
}
