/**
 * The inner loops of all convolutions and matrix products: four target pixels times a panel of target channels in
 * registers. Channels of the target are the lanes; one source value at a time is spread over them.
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
    const t0 = load<usize>(targets) + targetBytes, t1 = load<usize>(targets, 4) + targetBytes;
    const t2 = load<usize>(targets, 8) + targetBytes, t3 = load<usize>(targets, 12) + targetBytes;
    if (addend) {
      const d0 = t0 + addend, d1 = t1 + addend, d2 = t2 + addend, d3 = t3 + addend;
      a0 = f32x4.add(a0, v128.load(d0)); a1 = f32x4.add(a1, v128.load(d1));
      a2 = f32x4.add(a2, v128.load(d2)); a3 = f32x4.add(a3, v128.load(d3));
      b0 = f32x4.add(b0, v128.load(d0, 16)); b1 = f32x4.add(b1, v128.load(d1, 16));
      b2 = f32x4.add(b2, v128.load(d2, 16)); b3 = f32x4.add(b3, v128.load(d3, 16));
    }
    if (relu) {
      const zero = f32x4.splat(0);
      a0 = f32x4.max(a0, zero); a1 = f32x4.max(a1, zero); a2 = f32x4.max(a2, zero); a3 = f32x4.max(a3, zero);
      b0 = f32x4.max(b0, zero); b1 = f32x4.max(b1, zero); b2 = f32x4.max(b2, zero); b3 = f32x4.max(b3, zero);
    }
    v128.store(t0, a0); v128.store(t1, a1); v128.store(t2, a2); v128.store(t3, a3);
    if (used == 8) {
      v128.store(t0, b0, 16); v128.store(t1, b1, 16); v128.store(t2, b2, 16); v128.store(t3, b3, 16);
    } else {
      storeLanes(t0 + 16, b0, used - 4); storeLanes(t1 + 16, b1, used - 4);
      storeLanes(t2 + 16, b2, used - 4); storeLanes(t3 + 16, b3, used - 4);
    }
    pointers += pointerBytes << 2;
    targets += 16;
  }
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
