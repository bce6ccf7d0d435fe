/**
 * Sums over the rows of matrices [rows, channels], added to float64 sums: float32 running sums of a hundred thousand
 * pixels would lose the variance that batch normalisation divides by. The quarters of a matrix are read side by side.
 * Four rows, one of each quarter, are added to each other before their sum joins those in memory: no addition waits
 * for the one before, and memory is read in a few long streams.
 */
import { madd } from '../simd/madd';

/** Computes sums [4 float64] += v. */
@inline
export function addLanes(sums: usize, v: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), low(v)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), high(v)), 16);
}

/** Loads 2 floats as float64. */
@inline
function pair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

@inline
export function addLane(sum: usize, v: f64): void {
  store<f64>(sum, load<f64>(sum) + v);
}

/** Computes sums[c] += x[r, c]. */
export function columnSums(x: usize, rows: i32, channels: i32, sums: usize): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  const quarter = <usize>(rows >> 2) * rowBytes;
  const x1 = quarter, x2 = x1 + quarter, x3 = x2 + quarter;
  for (let r = rows >> 2; r > 0; r--) {
    for (const end = x + vectors; x != end; x += 16) {
      const lows = f64x2.add(f64x2.add(pair(x), pair(x + x1)), f64x2.add(pair(x + x2), pair(x + x3)));
      const highs = f64x2.add(f64x2.add(pair(x + 8), pair(x + x1 + 8)), f64x2.add(pair(x + x2 + 8), pair(x + x3 + 8)));
      v128.store(sums, f64x2.add(v128.load(sums), lows));
      v128.store(sums, f64x2.add(v128.load(sums, 16), highs), 16);
      sums += 32;
    }
    for (const end = x + rowBytes - vectors; x != end; x += 4) {
      const first = <f64>load<f32>(x) + <f64>load<f32>(x + x1), second = <f64>load<f32>(x + x2) + <f64>load<f32>(x + x3);
      addLane(sums, first + second);
      sums += 8;
    }
    sums -= 2 * rowBytes;
  }
  x += x3;
  for (let r = rows & 3; r > 0; r--) {
    for (let c: usize = 0; c < rowBytes; c += 4) addLane(sums + 2 * c, load<f32>(x + c));
    x += rowBytes;
  }
}

/** Computes sums[c] += x[r, c] + y[r, c]. */
export function columnSums2(x: usize, y: usize, rows: i32, channels: i32, sums: usize): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  for (let r = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c < vectors; c += 16) addLanes(sums + 2 * c, f32x4.add(v128.load(x + c), v128.load(y + c)));
    for (; c < rowBytes; c += 4) addLane(sums + 2 * c, load<f32>(x + c) + load<f32>(y + c));
    x += rowBytes;
    y += rowBytes;
  }
}

/** Computes sums[c] += x[r, c] * y[r, c]. */
export function columnProducts(x: usize, y: usize, rows: i32, channels: i32, sums: usize): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  const half = <usize>(rows >> 1) * rowBytes;
  for (let r = rows >> 1; r > 0; r--) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const product = f32x4.mul(v128.load(x + c), v128.load(y + c));
      addLanes(sums + 2 * c, madd(product, v128.load(x + half + c), v128.load(y + half + c)));
    }
    for (; c < rowBytes; c += 4) {
      addLane(sums + 2 * c, load<f32>(x + c) * load<f32>(y + c) + load<f32>(x + half + c) * load<f32>(y + half + c));
    }
    x += rowBytes;
    y += rowBytes;
  }
  if (rows & 1) {
    for (let c: usize = 0; c < rowBytes; c += 4) addLane(sums + 2 * c, load<f32>(x + half + c) * load<f32>(y + half + c));
  }
}

/** Does the work of columnProducts for two matrices x with one y: [2, channels] sums. */
export function columnProducts2(x0: usize, x1: usize, y: usize, rows: i32, channels: i32, sums: usize): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  const half = <usize>(rows >> 1) * rowBytes;
  const second = sums + 2 * rowBytes;
  for (let r = rows >> 1; r > 0; r--) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const a = v128.load(y + c), b = v128.load(y + half + c);
      addLanes(sums + 2 * c, madd(f32x4.mul(v128.load(x0 + c), a), v128.load(x0 + half + c), b));
      addLanes(second + 2 * c, madd(f32x4.mul(v128.load(x1 + c), a), v128.load(x1 + half + c), b));
    }
    for (; c < rowBytes; c += 4) {
      const a = load<f32>(y + c), b = load<f32>(y + half + c);
      addLane(sums + 2 * c, load<f32>(x0 + c) * a + load<f32>(x0 + half + c) * b);
      addLane(second + 2 * c, load<f32>(x1 + c) * a + load<f32>(x1 + half + c) * b);
    }
    x0 += rowBytes;
    x1 += rowBytes;
    y += rowBytes;
  }
  if (rows & 1) {
    for (let c: usize = 0; c < rowBytes; c += 4) {
      const a = load<f32>(y + half + c);
      addLane(sums + 2 * c, load<f32>(x0 + half + c) * a);
      addLane(second + 2 * c, load<f32>(x1 + half + c) * a);
    }
  }
}

/**
 * Computes sums[c] += x[r, c] - shift[c], squares[c] += (x[r, c] - shift[c])^2. With shift from among the rows
 * nothing cancels.
 */
export function columnMoments(x: usize, shift: usize, rows: i32, channels: i32, sums: usize, squares: usize): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  const quarter = <usize>(rows >> 2) * rowBytes;
  const x1 = quarter, x2 = x1 + quarter, x3 = x2 + quarter;
  for (let r = rows >> 2; r > 0; r--) {
    let at: usize = 0;
    for (; at < vectors; at += 16) {
      const s = v128.load(shift + at), from = x + at;
      const a = f32x4.sub(v128.load(from), s), b = f32x4.sub(v128.load(from + x1), s);
      const c = f32x4.sub(v128.load(from + x2), s), d = f32x4.sub(v128.load(from + x3), s);
      addLanes(sums + 2 * at, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
      addLanes(squares + 2 * at, f32x4.add(madd(f32x4.mul(a, a), b, b), madd(f32x4.mul(c, c), d, d)));
    }
    for (; at < rowBytes; at += 4) {
      let from = x + at;
      for (let q = 0; q < 4; q++) {
        addMoment(load<f32>(from) - load<f32>(shift + at), sums + 2 * at, squares + 2 * at);
        from += quarter;
      }
    }
    x += rowBytes;
  }
  x += x3;
  for (let r = rows & 3; r > 0; r--) {
    for (let at: usize = 0; at < rowBytes; at += 4) addMoment(load<f32>(x + at) - load<f32>(shift + at), sums + 2 * at, squares + 2 * at);
    x += rowBytes;
  }
}

@inline
function addMoment(v: f64, sum: usize, square: usize): void {
  addLane(sum, v);
  addLane(square, v * v);
}

/** Computes to[c] = float32(sums[c] * factor). */
export function storeSums(sums: usize, factor: f64, to: usize, channels: i32): void {
  for (let c = 0; c < channels; c++) {
    store<f32>(to + (<usize>c << 2), <f32>(load<f64>(sums + (<usize>c << 3)) * factor));
  }
}
