/**
 * The inner loops of all convolutions and matrix products: several target pixels times a panel of target channels in
 * registers. Channels of the target are the lanes, one source value at a time is spread over them. These functions
 * are exported to stay functions: V8 optimises a function at its next call, never in the middle of a long one.
 */
import { storeLanes } from './lanes';

@inline
function fma(acc: v128, a: v128, b: v128): v128 {
  return f32x4.add(acc, f32x4.mul(a, b));
}

/** Blocks of 4 pixels times 8 channels, of which `used` are stored. */
export function panel8(
  blocks: i32, taps: i32, depth: i32, pointers: usize, pointerBytes: usize, panel: usize, targets: usize,
  sourceBytes: usize, targetBytes: usize, used: i32, relu: i32,
): void {
  const whole = depth & ~3;
  const tail = depth & 3;
  const low = v128.load(panel);
  const high = v128.load(panel, 16);
  for (let block = 0; block < blocks; block++) {
    let a00 = low, a01 = high, a10 = low, a11 = high, a20 = low, a21 = high, a30 = low, a31 = high;
    let w = panel + 32;
    let row = pointers;
    for (let t = 0; t < taps; t++) {
      let p0 = load<usize>(row) + sourceBytes;
      let p1 = load<usize>(row + pointerBytes) + sourceBytes;
      let p2 = load<usize>(row + 2 * pointerBytes) + sourceBytes;
      let p3 = load<usize>(row + 3 * pointerBytes) + sourceBytes;
      row += 4;
      for (const end = w + (<usize>whole << 5); w != end; w += 128) {
        let b0 = v128.load(w), b1 = v128.load(w, 16);
        let s = v128.load_splat<f32>(p0);
        a00 = fma(a00, s, b0); a01 = fma(a01, s, b1);
        s = v128.load_splat<f32>(p1);
        a10 = fma(a10, s, b0); a11 = fma(a11, s, b1);
        s = v128.load_splat<f32>(p2);
        a20 = fma(a20, s, b0); a21 = fma(a21, s, b1);
        s = v128.load_splat<f32>(p3);
        a30 = fma(a30, s, b0); a31 = fma(a31, s, b1);

        b0 = v128.load(w, 32); b1 = v128.load(w, 48);
        s = v128.load_splat<f32>(p0, 4);
        a00 = fma(a00, s, b0); a01 = fma(a01, s, b1);
        s = v128.load_splat<f32>(p1, 4);
        a10 = fma(a10, s, b0); a11 = fma(a11, s, b1);
        s = v128.load_splat<f32>(p2, 4);
        a20 = fma(a20, s, b0); a21 = fma(a21, s, b1);
        s = v128.load_splat<f32>(p3, 4);
        a30 = fma(a30, s, b0); a31 = fma(a31, s, b1);

        b0 = v128.load(w, 64); b1 = v128.load(w, 80);
        s = v128.load_splat<f32>(p0, 8);
        a00 = fma(a00, s, b0); a01 = fma(a01, s, b1);
        s = v128.load_splat<f32>(p1, 8);
        a10 = fma(a10, s, b0); a11 = fma(a11, s, b1);
        s = v128.load_splat<f32>(p2, 8);
        a20 = fma(a20, s, b0); a21 = fma(a21, s, b1);
        s = v128.load_splat<f32>(p3, 8);
        a30 = fma(a30, s, b0); a31 = fma(a31, s, b1);

        b0 = v128.load(w, 96); b1 = v128.load(w, 112);
        s = v128.load_splat<f32>(p0, 12);
        a00 = fma(a00, s, b0); a01 = fma(a01, s, b1);
        s = v128.load_splat<f32>(p1, 12);
        a10 = fma(a10, s, b0); a11 = fma(a11, s, b1);
        s = v128.load_splat<f32>(p2, 12);
        a20 = fma(a20, s, b0); a21 = fma(a21, s, b1);
        s = v128.load_splat<f32>(p3, 12);
        a30 = fma(a30, s, b0); a31 = fma(a31, s, b1);

        p0 += 16; p1 += 16; p2 += 16; p3 += 16;
      }
      for (const end = w + (<usize>tail << 5); w != end; w += 32) {
        const b0 = v128.load(w), b1 = v128.load(w, 16);
        let s = v128.load_splat<f32>(p0);
        a00 = fma(a00, s, b0); a01 = fma(a01, s, b1);
        s = v128.load_splat<f32>(p1);
        a10 = fma(a10, s, b0); a11 = fma(a11, s, b1);
        s = v128.load_splat<f32>(p2);
        a20 = fma(a20, s, b0); a21 = fma(a21, s, b1);
        s = v128.load_splat<f32>(p3);
        a30 = fma(a30, s, b0); a31 = fma(a31, s, b1);
        p0 += 4; p1 += 4; p2 += 4; p3 += 4;
      }
    }
    if (relu) {
      const zero = f32x4.splat(0);
      a00 = f32x4.max(a00, zero); a01 = f32x4.max(a01, zero);
      a10 = f32x4.max(a10, zero); a11 = f32x4.max(a11, zero);
      a20 = f32x4.max(a20, zero); a21 = f32x4.max(a21, zero);
      a30 = f32x4.max(a30, zero); a31 = f32x4.max(a31, zero);
    }
    const t0 = load<usize>(targets) + targetBytes, t1 = load<usize>(targets, 4) + targetBytes;
    const t2 = load<usize>(targets, 8) + targetBytes, t3 = load<usize>(targets, 12) + targetBytes;
    v128.store(t0, a00); v128.store(t1, a10); v128.store(t2, a20); v128.store(t3, a30);
    if (used == 8) {
      v128.store(t0, a01, 16); v128.store(t1, a11, 16); v128.store(t2, a21, 16); v128.store(t3, a31, 16);
    } else {
      storeLanes(t0 + 16, a01, used - 4); storeLanes(t1 + 16, a11, used - 4);
      storeLanes(t2 + 16, a21, used - 4); storeLanes(t3 + 16, a31, used - 4);
    }
    pointers += pointerBytes << 2;
    targets += 16;
  }
}

/** Adds to `acc` the four source values at `p` times the rows b0..b3. */
@inline
function dot4(acc: v128, p: usize, b0: v128, b1: v128, b2: v128, b3: v128): v128 {
  acc = fma(acc, v128.load_splat<f32>(p), b0);
  acc = fma(acc, v128.load_splat<f32>(p, 4), b1);
  acc = fma(acc, v128.load_splat<f32>(p, 8), b2);
  return fma(acc, v128.load_splat<f32>(p, 12), b3);
}

/** Blocks of 8 pixels times 4 channels, of which `used` are stored. */
export function panel4(
  blocks: i32, taps: i32, depth: i32, pointers: usize, pointerBytes: usize, panel: usize, targets: usize,
  sourceBytes: usize, targetBytes: usize, used: i32, relu: i32,
): void {
  const whole = depth & ~3;
  const bias = v128.load(panel);
  for (let block = 0; block < blocks; block++) {
    let a0 = bias, a1 = bias, a2 = bias, a3 = bias, a4 = bias, a5 = bias, a6 = bias, a7 = bias;
    let w = panel + 16;
    let column = pointers;
    for (let t = 0; t < taps; t++) {
      let from = sourceBytes;
      for (const end = w + (<usize>whole << 4); w != end; w += 64) {
        const b0 = v128.load(w), b1 = v128.load(w, 16), b2 = v128.load(w, 32), b3 = v128.load(w, 48);
        let row = column;
        a0 = dot4(a0, load<usize>(row) + from, b0, b1, b2, b3); row += pointerBytes;
        a1 = dot4(a1, load<usize>(row) + from, b0, b1, b2, b3); row += pointerBytes;
        a2 = dot4(a2, load<usize>(row) + from, b0, b1, b2, b3); row += pointerBytes;
        a3 = dot4(a3, load<usize>(row) + from, b0, b1, b2, b3); row += pointerBytes;
        a4 = dot4(a4, load<usize>(row) + from, b0, b1, b2, b3); row += pointerBytes;
        a5 = dot4(a5, load<usize>(row) + from, b0, b1, b2, b3); row += pointerBytes;
        a6 = dot4(a6, load<usize>(row) + from, b0, b1, b2, b3); row += pointerBytes;
        a7 = dot4(a7, load<usize>(row) + from, b0, b1, b2, b3);
        from += 16;
      }
      for (const end = w + (<usize>(depth - whole) << 4); w != end; w += 16) {
        const b = v128.load(w);
        let row = column;
        a0 = fma(a0, v128.load_splat<f32>(load<usize>(row) + from), b); row += pointerBytes;
        a1 = fma(a1, v128.load_splat<f32>(load<usize>(row) + from), b); row += pointerBytes;
        a2 = fma(a2, v128.load_splat<f32>(load<usize>(row) + from), b); row += pointerBytes;
        a3 = fma(a3, v128.load_splat<f32>(load<usize>(row) + from), b); row += pointerBytes;
        a4 = fma(a4, v128.load_splat<f32>(load<usize>(row) + from), b); row += pointerBytes;
        a5 = fma(a5, v128.load_splat<f32>(load<usize>(row) + from), b); row += pointerBytes;
        a6 = fma(a6, v128.load_splat<f32>(load<usize>(row) + from), b); row += pointerBytes;
        a7 = fma(a7, v128.load_splat<f32>(load<usize>(row) + from), b);
        from += 4;
      }
      column += 4;
    }
    if (relu) {
      const zero = f32x4.splat(0);
      a0 = f32x4.max(a0, zero); a1 = f32x4.max(a1, zero); a2 = f32x4.max(a2, zero); a3 = f32x4.max(a3, zero);
      a4 = f32x4.max(a4, zero); a5 = f32x4.max(a5, zero); a6 = f32x4.max(a6, zero); a7 = f32x4.max(a7, zero);
    }
    storeLanes(load<usize>(targets) + targetBytes, a0, used);
    storeLanes(load<usize>(targets, 4) + targetBytes, a1, used);
    storeLanes(load<usize>(targets, 8) + targetBytes, a2, used);
    storeLanes(load<usize>(targets, 12) + targetBytes, a3, used);
    storeLanes(load<usize>(targets, 16) + targetBytes, a4, used);
    storeLanes(load<usize>(targets, 20) + targetBytes, a5, used);
    storeLanes(load<usize>(targets, 24) + targetBytes, a6, used);
    storeLanes(load<usize>(targets, 28) + targetBytes, a7, used);
    pointers += pointerBytes << 3;
    targets += 32;
  }
}
