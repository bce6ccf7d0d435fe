/** The addition of a residual that no inner loop adds. */

/** Computes y += addend, rectified if asked. */
export function addResidual(y: usize, addend: usize, size: i32, relu: i32): void {
  const floor: f32 = relu ? 0 : -Infinity;
  const floors = f32x4.splat(floor);
  const end = y + (<usize>size << 2);
  for (const whole = y + (<usize>(size & ~3) << 2); y != whole; y += 16) {
    v128.store(y, f32x4.max(f32x4.add(v128.load(y), v128.load(addend)), floors));
    addend += 16;
  }
  for (; y != end; y += 4) {
    store<f32>(y, max<f32>(load<f32>(y) + load<f32>(addend), floor));
    addend += 4;
  }
}
