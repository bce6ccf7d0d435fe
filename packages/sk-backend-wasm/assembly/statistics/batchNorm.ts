/**
 * Batch normalisation in training and its gradient. Each reads x twice, once for the sums and once for the result.
 * The ReLU's mask is computed again from x, by the same operations as in the forward pass, or read from y where a
 * residual was added.
 */
import { addLane, addLanes } from './columns';
import { madd } from '../simd/madd';

/**
 * Computes mean and biased variance from the moments of parts of the rows about the first row, shift:
 * [parts][2][channels] float64, the sums and the squares of columnMoments.
 */
export function finishMoments(
  moments: usize, parts: i32, shift: usize, mean: usize, variance: usize, rows: i32, channels: i32,
): void {
  addParts(moments, parts, 2 * channels);
  const squares = moments + (<usize>channels << 3);
  for (let c = 0; c < channels; c++) {
    const m = load<f64>(moments + (<usize>c << 3)) / <f64>rows;
    const v = load<f64>(squares + (<usize>c << 3)) / <f64>rows - m * m;
    store<f32>(mean + (<usize>c << 2), <f32>(m + load<f32>(shift + (<usize>c << 2))));
    store<f32>(variance + (<usize>c << 2), <f32>max<f64>(v, 0));
  }
}

/** Adds all parts of `size` float64 to the first. */
function addParts(sums: usize, parts: i32, size: i32): void {
  for (let part = 1; part < parts; part++) {
    const from = sums + (<usize>(part * size) << 3);
    for (let at: usize = 0; at < <usize>size << 3; at += 8) addLane(sums + at, load<f64>(from + at));
  }
}

/** Computes scale[c] = gamma[c] / sqrt(variance[c] + epsilon). */
export function fillScale(gamma: usize, variance: usize, scale: usize, channels: i32, epsilon: f32): void {
  for (let c: usize = 0; c < <usize>channels << 2; c += 4) {
    store<f32>(scale + c, <f32>(<f64>load<f32>(gamma + c) / sqrt<f64>(<f64>load<f32>(variance + c) + <f64>epsilon)));
  }
}

/** Returns centred * scale + beta, for the result and for its mask. */
@inline
function affine(centred: v128, scale: v128, beta: v128): v128 {
  return madd(beta, centred, scale);
}

/** Computes y = (x - mean) * scale + beta, rectified if asked. */
export function normalise(x: usize, mean: usize, scale: usize, beta: usize, y: usize, rows: i32, channels: i32, relu: i32): void {
  normaliseRows(x, mean, scale, beta, 0, y, rows, channels, relu ? 0 : -Infinity, false);
}

/** Computes y = max((x - mean) * scale + beta + addend, 0). */
export function normaliseAddRelu(
  x: usize, mean: usize, scale: usize, beta: usize, addend: usize, y: usize, rows: i32, channels: i32,
): void {
  normaliseRows(x, mean, scale, beta, addend, y, rows, channels, 0, true);
}

/** Does the work of normalise and of normaliseAddRelu; `adds` is a constant. */
@inline
function normaliseRows(
  x: usize, mean: usize, scale: usize, beta: usize, addend: usize, y: usize, rows: i32, channels: i32, floor: f32, adds: bool,
): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  const floors = f32x4.splat(floor);
  for (let r = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      let v = affine(f32x4.sub(v128.load(x + c), v128.load(mean + c)), v128.load(scale + c), v128.load(beta + c));
      if (adds) v = f32x4.add(v, v128.load(addend + c));
      v128.store(y + c, f32x4.pmax(v, floors));
    }
    for (; c < rowBytes; c += 4) {
      let v = (load<f32>(x + c) - load<f32>(mean + c)) * load<f32>(scale + c) + load<f32>(beta + c);
      if (adds) v += load<f32>(addend + c);
      store<f32>(y + c, max<f32>(v, floor));
    }
    x += rowBytes;
    y += rowBytes;
    addend += rowBytes;
  }
}

/**
 * Computes dgamma, dbeta and the two rows of [channels] with which dx = scale * g + slope * (x - mean) + offset, from
 * the sums of parts of the rows: [parts][2][channels] float64, the sums and the products of gradientSums.
 */
export function finishGradientSums(
  sums: usize, parts: i32, gamma: usize, variance: usize, dmean: usize, dvariance: usize,
  dgamma: usize, dbeta: usize, slope: usize, offset: usize, rows: i32, channels: i32, epsilon: f32,
): void {
  addParts(sums, parts, 2 * channels);
  const products = sums + (<usize>channels << 3);
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
}

/** Returns dy where the ReLU let y pass. */
@inline
function passed(dy: v128, y: v128): v128 {
  return v128.or(v128.and(dy, f32x4.gt(y, f32x4.splat(0))), f32x4.ne(y, y));
}

@inline
function passed1(dy: f32, y: f32): f32 {
  return y > 0 ? dy : y <= 0 ? 0 : NaN;
}

/** Computes sums[c] += g, products[c] += g * (x - mean), where g is the dy that passed the ReLU. */
export function gradientSums(
  x: usize, dy: usize, mean: usize, scale: usize, beta: usize, rows: i32, channels: i32, relu: i32, sums: usize, products: usize,
): void {
  if (relu) sumRows(x, dy, 0, mean, scale, beta, rows, channels, Sign.ofInput, 0, sums, products);
  else sumRows(x, dy, 0, mean, scale, beta, rows, channels, Sign.none, 0, sums, products);
}

/** Does the work of gradientSums where y is the output behind the ReLU, and writes g. */
export function passedGradientSums(
  x: usize, dy: usize, y: usize, mean: usize, rows: i32, channels: i32, g: usize, sums: usize, products: usize,
): void {
  sumRows(x, dy, y, mean, 0, 0, rows, channels, Sign.ofOutput, g, sums, products);
}

/** Names the value whose sign tells what the ReLU let pass. */
const enum Sign {
  /** There is no ReLU. */
  none,
  /** The value under the ReLU, computed again from x. */
  ofInput,
  /** The output. */
  ofOutput,
}

/**
 * Does the work of gradientSums and of passedGradientSums two rows at a time, one of each half, as in columns.ts; `sign`
 * is a constant.
 */
@inline
function sumRows(
  x: usize, dy: usize, y: usize, mean: usize, scale: usize, beta: usize, rows: i32, channels: i32, sign: Sign,
  g: usize, sums: usize, products: usize,
): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  const half = <usize>(rows >> 1) * rowBytes;
  for (let r = rows >> 1; r > 0; r--) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const m = v128.load(mean + c), k = lanesFor(sign, scale + c), b = lanesFor(sign, beta + c);
      const x0 = f32x4.sub(v128.load(x + c), m), x1 = f32x4.sub(v128.load(x + half + c), m);
      const g0 = passedLanes(x0, dy + c, y + c, k, b, sign, g + c);
      const g1 = passedLanes(x1, dy + half + c, y + half + c, k, b, sign, g + half + c);
      addLanes(sums + 2 * c, f32x4.add(g0, g1));
      addLanes(products + 2 * c, madd(f32x4.mul(g0, x0), g1, x1));
    }
    for (; c < rowBytes; c += 4) {
      addElement(x + c, dy + c, y + c, mean + c, scale + c, beta + c, sign, g + c, sums + 2 * c, products + 2 * c);
      addElement(x + half + c, dy + half + c, y + half + c, mean + c, scale + c, beta + c, sign, g + half + c, sums + 2 * c, products + 2 * c);
    }
    x += rowBytes;
    dy += rowBytes;
    y += rowBytes;
    g += rowBytes;
  }
  if ((rows & 1) == 0) return;
  x += half;
  dy += half;
  y += half;
  g += half;
  let c: usize = 0;
  for (; c < vectors; c += 16) {
    const centred = f32x4.sub(v128.load(x + c), v128.load(mean + c));
    const k = lanesFor(sign, scale + c), b = lanesFor(sign, beta + c);
    const gradient = passedLanes(centred, dy + c, y + c, k, b, sign, g + c);
    addLanes(sums + 2 * c, gradient);
    addLanes(products + 2 * c, f32x4.mul(gradient, centred));
  }
  for (; c < rowBytes; c += 4) {
    addElement(x + c, dy + c, y + c, mean + c, scale + c, beta + c, sign, g + c, sums + 2 * c, products + 2 * c);
  }
}

/** Returns the four values at `row` where the value under the ReLU is computed again, and else zeros. */
@inline
function lanesFor(sign: Sign, row: usize): v128 {
  return sign == Sign.ofInput ? v128.load(row) : f32x4.splat(0);
}

/** Returns four values of dy where the ReLU let y pass, and writes them to g where the sign is the output's. */
@inline
function passedLanes(centred: v128, dy: usize, y: usize, scale: v128, beta: v128, sign: Sign, g: usize): v128 {
  if (sign == Sign.none) return v128.load(dy);
  if (sign == Sign.ofInput) return passed(v128.load(dy), affine(centred, scale, beta));
  const gradient = passed(v128.load(dy), v128.load(y));
  v128.store(g, gradient);
  return gradient;
}

@inline
function addElement(
  x: usize, dy: usize, y: usize, mean: usize, scale: usize, beta: usize, sign: Sign, g: usize, sum: usize, product: usize,
): void {
  const centred = load<f32>(x) - load<f32>(mean);
  let gradient = load<f32>(dy);
  if (sign == Sign.ofInput) gradient = passed1(gradient, centred * load<f32>(scale) + load<f32>(beta));
  if (sign == Sign.ofOutput) {
    gradient = passed1(gradient, load<f32>(y));
    store<f32>(g, gradient);
  }
  addLane(sum, gradient);
  addLane(product, gradient * centred);
}

/** Computes dx = scale * g + slope * (x - mean) + offset, where g is the dy that passed the ReLU. */
export function gradientRows(
  x: usize, dy: usize, mean: usize, scale: usize, beta: usize, slope: usize, offset: usize, dx: usize,
  rows: i32, channels: i32, relu: i32,
): void {
  if (relu) fillRows(x, dy, mean, scale, beta, slope, offset, dx, rows, channels, true);
  else fillRows(x, dy, mean, scale, beta, slope, offset, dx, rows, channels, false);
}

/** Does the work of gradientRows; `relu` is a constant. */
@inline
function fillRows(
  x: usize, dy: usize, mean: usize, scale: usize, beta: usize, slope: usize, offset: usize, dx: usize,
  rows: i32, channels: i32, relu: bool,
): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  for (let r = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const k = v128.load(scale + c);
      const centred = f32x4.sub(v128.load(x + c), v128.load(mean + c));
      let g = v128.load(dy + c);
      if (relu) g = passed(g, affine(centred, k, v128.load(beta + c)));
      v128.store(dx + c, madd(madd(v128.load(offset + c), centred, v128.load(slope + c)), g, k));
    }
    for (; c < rowBytes; c += 4) {
      const centred = load<f32>(x + c) - load<f32>(mean + c);
      let g = load<f32>(dy + c);
      if (relu) g = passed1(g, centred * load<f32>(scale + c) + load<f32>(beta + c));
      store<f32>(dx + c, g * load<f32>(scale + c) + (centred * load<f32>(slope + c) + load<f32>(offset + c)));
    }
    x += rowBytes;
    dy += rowBytes;
    dx += rowBytes;
  }
}
