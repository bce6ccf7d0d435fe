/**
 * The inner loops of all convolutions and matrix products: four or six target pixels times a panel of target channels
 * in registers. Channels of the target are the lanes; one source value at a time is spread over them.
 *
 * The loops are as short as possible: unrolled, V8 runs out of registers and a third of the speed is lost. The
 * functions are exported to stay functions: V8 optimises a function at its next call, never in the middle of a long
 * one.
 */
import { storeLanes } from '../simd/lanes';
import { madd } from '../simd/madd';

/** Computes blocks of 4 pixels times 8 channels, of which `used` are stored. */
export function panel8(
  blocks: i32, taps: i32, depth: i32, pointers: usize, pointerBytes: usize, panel: usize, targets: usize,
  sourceBytes: usize, targetBytes: usize, addend: usize, used: i32, relu: i32,
): void {
  const low = v128.load(panel), high = v128.load(panel, 16);
  for (let block = 0; block < blocks; block++) {
    let a0 = low, a1 = low, a2 = low, a3 = low, b0 = high, b1 = high, b2 = high, b3 = high;
    let w = panel + 32;
    let row = pointers;
    for (let t = 0; t < taps; t++) {
      let p0 = load<usize>(row) + sourceBytes;
      let p1 = load<usize>(row + pointerBytes) + sourceBytes;
      let p2 = load<usize>(row + 2 * pointerBytes) + sourceBytes;
      let p3 = load<usize>(row + 3 * pointerBytes) + sourceBytes;
      row += 4;
      for (const end = w + (<usize>depth << 5); w != end; w += 32) {
        const f = v128.load(w), g = v128.load(w, 16);
        let s = v128.load_splat<f32>(p0);
        a0 = madd(a0, s, f); b0 = madd(b0, s, g);
        s = v128.load_splat<f32>(p1);
        a1 = madd(a1, s, f); b1 = madd(b1, s, g);
        s = v128.load_splat<f32>(p2);
        a2 = madd(a2, s, f); b2 = madd(b2, s, g);
        s = v128.load_splat<f32>(p3);
        a3 = madd(a3, s, f); b3 = madd(b3, s, g);
        p0 += 4; p1 += 4; p2 += 4; p3 += 4;
      }
    }
    finish8(targets, targetBytes, a0, b0, addend, used, relu);
    finish8(targets + 4, targetBytes, a1, b1, addend, used, relu);
    finish8(targets + 8, targetBytes, a2, b2, addend, used, relu);
    finish8(targets + 12, targetBytes, a3, b3, addend, used, relu);
    pointers += pointerBytes << 2;
    targets += 16;
  }
}

/**
 * Computes blocks of 6 pixels times 8 channels, of which `used` are stored. Twelve sums, a source value and two vectors of
 * the filter take the 15 registers that V8 has for vectors.
 */
export function panel8x6(
  blocks: i32, taps: i32, depth: i32, pointers: usize, pointerBytes: usize, panel: usize, targets: usize,
  sourceBytes: usize, targetBytes: usize, addend: usize, used: i32, relu: i32,
): void {
  const low = v128.load(panel), high = v128.load(panel, 16);
  for (let block = 0; block < blocks; block++) {
    let a0 = low, a1 = low, a2 = low, a3 = low, a4 = low, a5 = low;
    let b0 = high, b1 = high, b2 = high, b3 = high, b4 = high, b5 = high;
    let w = panel + 32;
    let row = pointers;
    for (let t = 0; t < taps; t++) {
      let p0 = load<usize>(row) + sourceBytes;
      let p1 = load<usize>(row + pointerBytes) + sourceBytes;
      let p2 = load<usize>(row + 2 * pointerBytes) + sourceBytes;
      let p3 = load<usize>(row + 3 * pointerBytes) + sourceBytes;
      let p4 = load<usize>(row + 4 * pointerBytes) + sourceBytes;
      let p5 = load<usize>(row + 5 * pointerBytes) + sourceBytes;
      row += 4;
      for (const end = w + (<usize>depth << 5); w != end; w += 32) {
        const f = v128.load(w), g = v128.load(w, 16);
        let s = v128.load_splat<f32>(p0);
        a0 = madd(a0, s, f); b0 = madd(b0, s, g);
        s = v128.load_splat<f32>(p1);
        a1 = madd(a1, s, f); b1 = madd(b1, s, g);
        s = v128.load_splat<f32>(p2);
        a2 = madd(a2, s, f); b2 = madd(b2, s, g);
        s = v128.load_splat<f32>(p3);
        a3 = madd(a3, s, f); b3 = madd(b3, s, g);
        s = v128.load_splat<f32>(p4);
        a4 = madd(a4, s, f); b4 = madd(b4, s, g);
        s = v128.load_splat<f32>(p5);
        a5 = madd(a5, s, f); b5 = madd(b5, s, g);
        p0 += 4; p1 += 4; p2 += 4; p3 += 4; p4 += 4; p5 += 4;
      }
    }
    finish8(targets, targetBytes, a0, b0, addend, used, relu);
    finish8(targets + 4, targetBytes, a1, b1, addend, used, relu);
    finish8(targets + 8, targetBytes, a2, b2, addend, used, relu);
    finish8(targets + 12, targetBytes, a3, b3, addend, used, relu);
    finish8(targets + 16, targetBytes, a4, b4, addend, used, relu);
    finish8(targets + 20, targetBytes, a5, b5, addend, used, relu);
    pointers += pointerBytes * 6;
    targets += 24;
  }
}

/** Adds what is to be added to 8 channels of the pixel at the word `targets`, rectifies them if asked, and stores `used`. */
@inline
function finish8(targets: usize, targetBytes: usize, low: v128, high: v128, addend: usize, used: i32, relu: i32): void {
  const to = load<usize>(targets) + targetBytes;
  let a = low, b = high;
  if (addend) {
    a = f32x4.add(a, v128.load(to + addend));
    b = f32x4.add(b, v128.load(to + addend, 16));
  }
  if (relu) {
    a = f32x4.max(a, f32x4.splat(0));
    b = f32x4.max(b, f32x4.splat(0));
  }
  v128.store(to, a);
  if (used == 8) v128.store(to, b, 16);
  else storeLanes(to + 16, b, used - 4);
}

/** Computes blocks of 4 pixels times 4 channels, of which `used` are stored. */
export function panel4(
  blocks: i32, taps: i32, depth: i32, pointers: usize, pointerBytes: usize, panel: usize, targets: usize,
  sourceBytes: usize, targetBytes: usize, addend: usize, used: i32, relu: i32,
): void {
  const bias = v128.load(panel);
  for (let block = 0; block < blocks; block++) {
    let a0 = bias, a1 = bias, a2 = bias, a3 = bias;
    let w = panel + 16;
    let row = pointers;
    for (let t = 0; t < taps; t++) {
      let p0 = load<usize>(row) + sourceBytes;
      let p1 = load<usize>(row + pointerBytes) + sourceBytes;
      let p2 = load<usize>(row + 2 * pointerBytes) + sourceBytes;
      let p3 = load<usize>(row + 3 * pointerBytes) + sourceBytes;
      row += 4;
      for (const end = w + (<usize>depth << 4); w != end; w += 16) {
        const f = v128.load(w);
        a0 = madd(a0, v128.load_splat<f32>(p0), f);
        a1 = madd(a1, v128.load_splat<f32>(p1), f);
        a2 = madd(a2, v128.load_splat<f32>(p2), f);
        a3 = madd(a3, v128.load_splat<f32>(p3), f);
        p0 += 4; p1 += 4; p2 += 4; p3 += 4;
      }
    }
    const t0 = load<usize>(targets) + targetBytes, t1 = load<usize>(targets, 4) + targetBytes;
    const t2 = load<usize>(targets, 8) + targetBytes, t3 = load<usize>(targets, 12) + targetBytes;
    if (addend) {
      a0 = f32x4.add(a0, v128.load(t0 + addend)); a1 = f32x4.add(a1, v128.load(t1 + addend));
      a2 = f32x4.add(a2, v128.load(t2 + addend)); a3 = f32x4.add(a3, v128.load(t3 + addend));
    }
    if (relu) {
      const zero = f32x4.splat(0);
      a0 = f32x4.max(a0, zero); a1 = f32x4.max(a1, zero); a2 = f32x4.max(a2, zero); a3 = f32x4.max(a3, zero);
    }
    storeLanes(t0, a0, used); storeLanes(t1, a1, used); storeLanes(t2, a2, used); storeLanes(t3, a3, used);
    pointers += pointerBytes << 2;
    targets += 16;
  }
}
