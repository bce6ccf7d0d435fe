/**
 * Sums over the rows of matrices [rows, channels], added to float64 sums: float32 running sums of a hundred thousand
 * pixels would lose the variance that batch normalisation divides by. A tile of rows is worked on for 4 channels at a
 * time, so that sums stay in registers and each cache line is fetched once.
 */
const tileRows: i32 = 64;

@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

/** sums[c] += x[r, c] */
export function columnSums(x: usize, rows: i32, channels: i32, sums: usize): void {
  const rowBytes = <usize>channels << 2;
  for (; rows > 0; rows -= tileRows) {
    const count = min(rows, tileRows);
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const to = sums + (<usize>c << 3);
      let s0 = v128.load(to), s1 = v128.load(to, 16);
      let from = x + (<usize>c << 2);
      for (let r = 0; r < count; r++) {
        const v = v128.load(from);
        s0 = f64x2.add(s0, low(v));
        s1 = f64x2.add(s1, high(v));
        from += rowBytes;
      }
      v128.store(to, s0);
      v128.store(to, s1, 16);
    }
    for (; c < channels; c++) {
      let s = load<f64>(sums + (<usize>c << 3));
      let from = x + (<usize>c << 2);
      for (let r = 0; r < count; r++) {
        s += load<f32>(from);
        from += rowBytes;
      }
      store<f64>(sums + (<usize>c << 3), s);
    }
    x += <usize>count * rowBytes;
  }
}

/** sums[c] += x[r, c] * y[r, c] */
export function columnProducts(x: usize, y: usize, rows: i32, channels: i32, sums: usize): void {
  const rowBytes = <usize>channels << 2;
  for (; rows > 0; rows -= tileRows) {
    const count = min(rows, tileRows);
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const to = sums + (<usize>c << 3);
      let s0 = v128.load(to), s1 = v128.load(to, 16);
      let at = <usize>c << 2;
      for (let r = 0; r < count; r++) {
        const v = f32x4.mul(v128.load(x + at), v128.load(y + at));
        s0 = f64x2.add(s0, low(v));
        s1 = f64x2.add(s1, high(v));
        at += rowBytes;
      }
      v128.store(to, s0);
      v128.store(to, s1, 16);
    }
    for (; c < channels; c++) {
      let s = load<f64>(sums + (<usize>c << 3));
      let at = <usize>c << 2;
      for (let r = 0; r < count; r++) {
        s += load<f32>(x + at) * load<f32>(y + at);
        at += rowBytes;
      }
      store<f64>(sums + (<usize>c << 3), s);
    }
    x += <usize>count * rowBytes;
    y += <usize>count * rowBytes;
  }
}

/** sums[c] += x[r, c], squares[c] += x[r, c]^2 */
export function columnMoments(x: usize, rows: i32, channels: i32, sums: usize, squares: usize): void {
  const rowBytes = <usize>channels << 2;
  for (; rows > 0; rows -= tileRows) {
    const count = min(rows, tileRows);
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const sum = sums + (<usize>c << 3), square = squares + (<usize>c << 3);
      let s0 = v128.load(sum), s1 = v128.load(sum, 16), q0 = v128.load(square), q1 = v128.load(square, 16);
      let from = x + (<usize>c << 2);
      for (let r = 0; r < count; r++) {
        const v = v128.load(from);
        const v0 = low(v), v1 = high(v);
        s0 = f64x2.add(s0, v0);
        s1 = f64x2.add(s1, v1);
        q0 = f64x2.add(q0, f64x2.mul(v0, v0));
        q1 = f64x2.add(q1, f64x2.mul(v1, v1));
        from += rowBytes;
      }
      v128.store(sum, s0);
      v128.store(sum, s1, 16);
      v128.store(square, q0);
      v128.store(square, q1, 16);
    }
    for (; c < channels; c++) {
      let s = load<f64>(sums + (<usize>c << 3)), q = load<f64>(squares + (<usize>c << 3));
      let from = x + (<usize>c << 2);
      for (let r = 0; r < count; r++) {
        const v = <f64>load<f32>(from);
        s += v;
        q += v * v;
        from += rowBytes;
      }
      store<f64>(sums + (<usize>c << 3), s);
      store<f64>(squares + (<usize>c << 3), q);
    }
    x += <usize>count * rowBytes;
  }
}

/** to[c] = float32(sums[c] * factor) */
export function storeSums(sums: usize, factor: f64, to: usize, channels: i32): void {
  for (let c = 0; c < channels; c++) {
    store<f32>(to + (<usize>c << 2), <f32>(load<f64>(sums + (<usize>c << 3)) * factor));
  }
}
