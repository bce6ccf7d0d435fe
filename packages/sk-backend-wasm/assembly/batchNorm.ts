/**
 * Batch normalisation in training and its gradient: each reads x twice, once for the sums and once for the result.
 * The ReLU's mask is computed again from x, by the very operations of the forward pass.
 */
import { columnMoments } from './columns';

const tileRows: i32 = 64;

/** Scratch: 2 * channels float64. Writes y, mean and the biased variance. */
export function batchNorm(
  x: usize, gamma: usize, beta: usize, y: usize, mean: usize, variance: usize, scratch: usize,
  rows: i32, channels: i32, epsilon: f32, relu: i32,
): void {
  const squares = scratch + (<usize>channels << 3);
  memory.fill(scratch, 0, <usize>channels << 4);
  columnMoments(x, x, rows, channels, scratch, squares);
  for (let c = 0; c < channels; c++) {
    const m = load<f64>(scratch + (<usize>c << 3)) / <f64>rows;
    const v = load<f64>(squares + (<usize>c << 3)) / <f64>rows - m * m;
    store<f32>(mean + (<usize>c << 2), <f32>(m + load<f32>(x + (<usize>c << 2))));
    store<f32>(variance + (<usize>c << 2), <f32>max<f64>(v, 0));
  }
  fillScale(gamma, variance, scratch, channels, epsilon);
  normalise(x, mean, scratch, beta, y, rows, channels, relu);
}

/** scale[c] = gamma[c] / sqrt(variance[c] + epsilon) */
export function fillScale(gamma: usize, variance: usize, scale: usize, channels: i32, epsilon: f32): void {
  for (let c: usize = 0; c < <usize>channels << 2; c += 4) {
    store<f32>(scale + c, <f32>(<f64>load<f32>(gamma + c) / sqrt<f64>(<f64>load<f32>(variance + c) + <f64>epsilon)));
  }
}

/** y = (x - mean) * scale + beta */
export function normalise(x: usize, mean: usize, scale: usize, beta: usize, y: usize, rows: i32, channels: i32, relu: i32): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  const floor: f32 = relu ? 0 : -Infinity;
  const floors = f32x4.splat(floor);
  for (let r = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const v = f32x4.add(f32x4.mul(f32x4.sub(v128.load(x + c), v128.load(mean + c)), v128.load(scale + c)), v128.load(beta + c));
      v128.store(y + c, f32x4.max(v, floors));
    }
    for (; c < rowBytes; c += 4) {
      store<f32>(y + c, max<f32>((load<f32>(x + c) - load<f32>(mean + c)) * load<f32>(scale + c) + load<f32>(beta + c), floor));
    }
    x += rowBytes;
    y += rowBytes;
  }
}

/** Scratch: 3 * channels float64. Writes dx, dgamma and dbeta. */
export function batchNormGradient(
  x: usize, gamma: usize, beta: usize, mean: usize, variance: usize, dy: usize, dmean: usize, dvariance: usize,
  dx: usize, dgamma: usize, dbeta: usize, scratch: usize, rows: i32, channels: i32, epsilon: f32, relu: i32,
): void {
  const width = <usize>channels << 3;
  const sums = scratch, products = scratch + width, scale = scratch + 2 * width;
  memory.fill(scratch, 0, 2 * width);
  fillScale(gamma, variance, scale, channels, epsilon);
  gradientSums(x, dy, mean, scale, beta, rows, channels, relu, sums, products);
  // dx = scale * g + slope * (x - mean) + offset; slope and offset take the place of the sums.
  const slope = sums, offset = products;
  const n = <f64>rows;
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const sum = load<f64>(sums + 2 * at), product = load<f64>(products + 2 * at);
    const r = 1 / sqrt<f64>(<f64>load<f32>(variance + at) + <f64>epsilon);
    const k = <f64>load<f32>(gamma + at) * r;
    store<f32>(dbeta + at, <f32>sum);
    store<f32>(dgamma + at, <f32>(product * r));
    store<f32>(slope + at, <f32>((2 * <f64>load<f32>(dvariance + at) - k * r * r * product) / n));
    store<f32>(offset + at, <f32>((<f64>load<f32>(dmean + at) - k * sum) / n));
  }
  gradientRows(x, dy, mean, scale, beta, slope, offset, dx, rows, channels, relu);
}

/** dy where the ReLU let y pass. */
@inline
function passed(dy: v128, centred: v128, scale: usize, beta: usize): v128 {
  const y = f32x4.add(f32x4.mul(centred, v128.load(scale)), v128.load(beta));
  return v128.and(dy, f32x4.gt(y, f32x4.splat(0)));
}

@inline
function passed1(dy: f32, centred: f32, scale: usize, beta: usize): f32 {
  return centred * load<f32>(scale) + load<f32>(beta) > 0 ? dy : 0;
}

/** sums[c] += g, products[c] += g * (x - mean) */
export function gradientSums(
  x: usize, dy: usize, mean: usize, scale: usize, beta: usize, rows: i32, channels: i32, relu: i32, sums: usize, products: usize,
): void {
  const rowBytes = <usize>channels << 2;
  for (; rows > 0; rows -= tileRows) {
    const count = min(rows, tileRows);
    let c: usize = 0;
    for (; c + 16 <= rowBytes; c += 16) {
      const sum = sums + 2 * c, product = products + 2 * c;
      let s0 = v128.load(sum), s1 = v128.load(sum, 16), q0 = v128.load(product), q1 = v128.load(product, 16);
      const m = v128.load(mean + c);
      let at = c;
      for (let r = 0; r < count; r++) {
        const centred = f32x4.sub(v128.load(x + at), m);
        let g = v128.load(dy + at);
        if (relu) g = passed(g, centred, scale + c, beta + c);
        const q = f32x4.mul(g, centred);
        s0 = f64x2.add(s0, f64x2.promote_low_f32x4(g));
        s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.shuffle<f32>(g, g, 2, 3, 2, 3)));
        q0 = f64x2.add(q0, f64x2.promote_low_f32x4(q));
        q1 = f64x2.add(q1, f64x2.promote_low_f32x4(v128.shuffle<f32>(q, q, 2, 3, 2, 3)));
        at += rowBytes;
      }
      v128.store(sum, s0); v128.store(sum, s1, 16);
      v128.store(product, q0); v128.store(product, q1, 16);
    }
    for (; c < rowBytes; c += 4) {
      let s = load<f64>(sums + 2 * c), q = load<f64>(products + 2 * c);
      const m = load<f32>(mean + c);
      let at = c;
      for (let r = 0; r < count; r++) {
        const centred = load<f32>(x + at) - m;
        let g = load<f32>(dy + at);
        if (relu) g = passed1(g, centred, scale + c, beta + c);
        s += g;
        q += g * centred;
        at += rowBytes;
      }
      store<f64>(sums + 2 * c, s);
      store<f64>(products + 2 * c, q);
    }
    x += <usize>count * rowBytes;
    dy += <usize>count * rowBytes;
  }
}

export function gradientRows(
  x: usize, dy: usize, mean: usize, scale: usize, beta: usize, slope: usize, offset: usize, dx: usize,
  rows: i32, channels: i32, relu: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  for (let r = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const centred = f32x4.sub(v128.load(x + c), v128.load(mean + c));
      let g = v128.load(dy + c);
      if (relu) g = passed(g, centred, scale + c, beta + c);
      const line = f32x4.add(f32x4.mul(centred, v128.load(slope + c)), v128.load(offset + c));
      v128.store(dx + c, f32x4.add(f32x4.mul(g, v128.load(scale + c)), line));
    }
    for (; c < rowBytes; c += 4) {
      const centred = load<f32>(x + c) - load<f32>(mean + c);
      let g = load<f32>(dy + c);
      if (relu) g = passed1(g, centred, scale + c, beta + c);
      store<f32>(dx + c, g * load<f32>(scale + c) + (centred * load<f32>(slope + c) + load<f32>(offset + c)));
    }
    x += rowBytes;
    dy += rowBytes;
    dx += rowBytes;
  }
}
