/** ReLU and ReLU6. A NaN stays one: pmax and pmin return their first argument then, and are one instruction. */

/** Computes to = min(max(x, 0), most). */
export function rectify(x: usize, to: usize, size: i32, most: f32): void {
  const zeros = f32x4.splat(0), mosts = f32x4.splat(most);
  const end = x + (<usize>size << 2);
  for (const whole = x + (<usize>(size & ~3) << 2); x != whole; x += 16) {
    v128.store(to, f32x4.pmin(f32x4.pmax(v128.load(x), zeros), mosts));
    to += 16;
  }
  for (; x != end; x += 4) {
    store<f32>(to, min<f32>(max<f32>(load<f32>(x), 0), most));
    to += 4;
  }
}
