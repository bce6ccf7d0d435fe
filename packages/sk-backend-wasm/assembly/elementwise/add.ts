/** The addition of one sum to another. */

/** Computes y += addend. */
export function addInPlace(y: usize, addend: usize, size: i32): void {
  const end = y + (<usize>size << 2);
  for (const whole = y + (<usize>(size & ~3) << 2); y != whole; y += 16) {
    v128.store(y, f32x4.add(v128.load(y), v128.load(addend)));
    addend += 16;
  }
  for (; y != end; y += 4) {
    store<f32>(y, load<f32>(y) + load<f32>(addend));
    addend += 4;
  }
}
