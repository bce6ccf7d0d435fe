/** Fuse and Select of Selective Kernel Networks (section 3.1, equations (1), (2), (6)) with their gradients. */
import { columnProducts, columnProducts2, columnSums, columnSums2, storeSums } from '../statistics/columns';

/**
 * Computes the mean over pixels of the sum of the branches at the pointers `branches`: [images, channels]. Scratch:
 * channels float64.
 */
export function fuse(branches: usize, count: i32, to: usize, images: i32, pixels: i32, channels: i32, scratch: usize): void {
  const imageBytes = <usize>pixels * (<usize>channels << 2);
  for (let n = 0; n < images; n++) {
    memory.fill(scratch, 0, <usize>channels << 3);
    const at = <usize>n * imageBytes;
    let m = 0;
    for (; m + 2 <= count; m += 2) columnSums2(branchAt(branches, m) + at, branchAt(branches, m + 1) + at, pixels, channels, scratch);
    for (; m < count; m++) columnSums(branchAt(branches, m) + at, pixels, channels, scratch);
    storeSums(scratch, 1 / <f64>pixels, to, channels);
    to += <usize>channels << 2;
  }
}

@inline
function branchAt(branches: usize, m: i32): usize {
  return load<usize>(branches + (<usize>m << 2));
}

/** Writes dy [images, channels] / pixels to every pixel. */
export function fuseGradient(dy: usize, dx: usize, images: i32, pixels: i32, channels: i32): void {
  const rowBytes = <usize>channels << 2;
  const count = <f32>pixels;
  for (let n = 0; n < images; n++) {
    const first = dx;
    for (let c: usize = 0; c < rowBytes; c += 4) store<f32>(dx + c, load<f32>(dy + c) / count);
    for (let p = 1; p < pixels; p++) {
      dx += rowBytes;
      memory.copy(dx, first, rowBytes);
    }
    dx += rowBytes;
    dy += rowBytes;
  }
}

/** Computes the sum of the branches, each weighted by its row of attention [images, count, channels]. */
export function select(branches: usize, count: i32, attention: usize, to: usize, images: i32, pixels: i32, channels: i32): void {
  const rowBytes = <usize>channels << 2;
  const imageBytes = <usize>pixels * rowBytes;
  for (let n = 0; n < images; n++) {
    const at = <usize>n * imageBytes;
    scaleRows(load<usize>(branches) + at, attention, to + at, pixels, channels);
    for (let m = 1; m < count; m++) {
      attention += rowBytes;
      addScaledRows(branchAt(branches, m) + at, attention, to + at, pixels, channels);
    }
    attention += rowBytes;
  }
}

/** Does the work of select for two branches, the common case, in one pass. */
export function select2(u: usize, v: usize, attention: usize, to: usize, images: i32, pixels: i32, channels: i32): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  for (let n = 0; n < images; n++) {
    const second = attention + rowBytes;
    for (let p = 0; p < pixels; p++) {
      let c: usize = 0;
      for (; c < vectors; c += 16) {
        v128.store(to + c, f32x4.add(
          f32x4.mul(v128.load(u + c), v128.load(attention + c)),
          f32x4.mul(v128.load(v + c), v128.load(second + c)),
        ));
      }
      for (; c < rowBytes; c += 4) {
        store<f32>(to + c, load<f32>(u + c) * load<f32>(attention + c) + load<f32>(v + c) * load<f32>(second + c));
      }
      u += rowBytes;
      v += rowBytes;
      to += rowBytes;
    }
    attention = second + rowBytes;
  }
}

/** Computes dy times row `branch` of attention. */
export function selectBranchGradient(dy: usize, attention: usize, dx: usize, images: i32, pixels: i32, channels: i32, count: i32, branch: i32): void {
  const rowBytes = <usize>channels << 2;
  const imageBytes = <usize>pixels * rowBytes;
  for (let n = 0; n < images; n++) {
    const at = <usize>n * imageBytes;
    scaleRows(dy + at, attention + <usize>(n * count + branch) * rowBytes, dx + at, pixels, channels);
  }
}

/**
 * Computes dy times rows `branch` and `branch` + 1 of attention [images, count, channels], each plus ds [images, channels] /
 * pixels, to `first` and `second`. Scratch: channels floats.
 */
export function selectFuseGradient(
  dy: usize, attention: usize, ds: usize, first: usize, second: usize, images: i32, pixels: i32, channels: i32,
  count: i32, branch: i32, scratch: usize,
): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  for (let n = 0; n < images; n++) {
    const a = attention + <usize>(n * count + branch) * rowBytes, b = a + rowBytes;
    for (let c: usize = 0; c < rowBytes; c += 4) store<f32>(scratch + c, load<f32>(ds + c) / <f32>pixels);
    for (let p = 0; p < pixels; p++) {
      let c: usize = 0;
      for (; c < vectors; c += 16) {
        const v = v128.load(dy + c), mean = v128.load(scratch + c);
        v128.store(first + c, f32x4.add(f32x4.mul(v, v128.load(a + c)), mean));
        v128.store(second + c, f32x4.add(f32x4.mul(v, v128.load(b + c)), mean));
      }
      for (; c < rowBytes; c += 4) {
        const v = load<f32>(dy + c), mean = load<f32>(scratch + c);
        store<f32>(first + c, v * load<f32>(a + c) + mean);
        store<f32>(second + c, v * load<f32>(b + c) + mean);
      }
      dy += rowBytes;
      first += rowBytes;
      second += rowBytes;
    }
    ds += rowBytes;
  }
}

/** Computes sums over pixels of branch * dy: [images, count, channels]. Scratch: count * channels float64. */
export function selectAttentionGradient(branches: usize, count: i32, dy: usize, to: usize, images: i32, pixels: i32, channels: i32, scratch: usize): void {
  const rowBytes = <usize>channels << 2;
  const imageBytes = <usize>pixels * rowBytes;
  for (let n = 0; n < images; n++) {
    const at = <usize>n * imageBytes;
    memory.fill(scratch, 0, <usize>(channels * count) << 3);
    let m = 0, sums = scratch;
    for (; m + 2 <= count; m += 2) {
      columnProducts2(branchAt(branches, m) + at, branchAt(branches, m + 1) + at, dy + at, pixels, channels, sums);
      sums += 4 * rowBytes;
    }
    for (; m < count; m++) {
      columnProducts(branchAt(branches, m) + at, dy + at, pixels, channels, sums);
      sums += 2 * rowBytes;
    }
    storeSums(scratch, 1, to, channels * count);
    to += <usize>count * rowBytes;
  }
}

/** Computes to[r, c] = x[r, c] * scale[c]. */
export function scaleRows(x: usize, scale: usize, to: usize, rows: i32, channels: i32): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  for (let r = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c < vectors; c += 16) v128.store(to + c, f32x4.mul(v128.load(x + c), v128.load(scale + c)));
    for (; c < rowBytes; c += 4) store<f32>(to + c, load<f32>(x + c) * load<f32>(scale + c));
    x += rowBytes;
    to += rowBytes;
  }
}

/** Computes to[r, c] += x[r, c] * scale[c]. */
export function addScaledRows(x: usize, scale: usize, to: usize, rows: i32, channels: i32): void {
  const rowBytes = <usize>channels << 2;
  const vectors = rowBytes & ~15;
  for (let r = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      v128.store(to + c, f32x4.add(v128.load(to + c), f32x4.mul(v128.load(x + c), v128.load(scale + c))));
    }
    for (; c < rowBytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(x + c) * load<f32>(scale + c));
    x += rowBytes;
    to += rowBytes;
  }
}
