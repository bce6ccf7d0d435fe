/** Stores of parts of a vector. */

/** Stores the first `count` of 4 lanes. */
export function storeLanes(to: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, v);
    return;
  }
  if (count >= 1) store<f32>(to, f32x4.extract_lane(v, 0));
  if (count >= 2) store<f32>(to, f32x4.extract_lane(v, 1), 4);
  if (count >= 3) store<f32>(to, f32x4.extract_lane(v, 2), 8);
}
