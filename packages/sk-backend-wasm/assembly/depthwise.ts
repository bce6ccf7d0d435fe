/** Depthwise convolution: channels are lanes, so no value has to be spread; 4 pixels share each row of the filter. */
import { madd } from './madd';
import { Plan } from './plan';
import { fillTile } from './tile';

export function convolveDepthwise(plan: Plan): void {
  const pixels = plan.images * plan.rows * plan.cols;
  const pointerBytes = <usize>plan.tapStride << 2;
  for (let first = 0; first < pixels; first += plan.tile) {
    const count = min(plan.tile, pixels - first);
    fillTile(plan, first, count);
    for (let p = 0; p < count; p += 4) {
      depthwise4(plan.tapCount, plan.groups, plan.pointers + <usize>p * pointerBytes, pointerBytes, plan.filter, plan.targets + (<usize>p << 2), plan.relu);
    }
  }
}

/** 4 pixels, all channels. */
export function depthwise4(taps: i32, channels: i32, pointers: usize, pointerBytes: usize, filter: usize, targets: usize, relu: i32): void {
  const rowBytes = <usize>channels << 2;
  const t0 = load<usize>(targets), t1 = load<usize>(targets, 4), t2 = load<usize>(targets, 8), t3 = load<usize>(targets, 12);
  const floor = relu ? f32x4.splat(0) : f32x4.splat(-Infinity);
  let c: usize = 0;
  for (; c + 32 <= rowBytes; c += 32) {
    let w = filter + c;
    const low = v128.load(w), high = v128.load(w, 16);
    let a00 = low, a01 = high, a10 = low, a11 = high, a20 = low, a21 = high, a30 = low, a31 = high;
    let row = pointers;
    for (let t = 0; t < taps; t++) {
      w += rowBytes;
      const b0 = v128.load(w), b1 = v128.load(w, 16);
      const p0 = load<usize>(row) + c, p1 = load<usize>(row + pointerBytes) + c;
      const p2 = load<usize>(row + 2 * pointerBytes) + c, p3 = load<usize>(row + 3 * pointerBytes) + c;
      a00 = madd(a00, v128.load(p0), b0); a01 = madd(a01, v128.load(p0, 16), b1);
      a10 = madd(a10, v128.load(p1), b0); a11 = madd(a11, v128.load(p1, 16), b1);
      a20 = madd(a20, v128.load(p2), b0); a21 = madd(a21, v128.load(p2, 16), b1);
      a30 = madd(a30, v128.load(p3), b0); a31 = madd(a31, v128.load(p3, 16), b1);
      row += 4;
    }
    v128.store(t0 + c, f32x4.max(a00, floor)); v128.store(t0 + c, f32x4.max(a01, floor), 16);
    v128.store(t1 + c, f32x4.max(a10, floor)); v128.store(t1 + c, f32x4.max(a11, floor), 16);
    v128.store(t2 + c, f32x4.max(a20, floor)); v128.store(t2 + c, f32x4.max(a21, floor), 16);
    v128.store(t3 + c, f32x4.max(a30, floor)); v128.store(t3 + c, f32x4.max(a31, floor), 16);
  }
  for (; c + 16 <= rowBytes; c += 16) {
    let w = filter + c;
    let a0 = v128.load(w), a1 = a0, a2 = a0, a3 = a0;
    let row = pointers;
    for (let t = 0; t < taps; t++) {
      w += rowBytes;
      const b = v128.load(w);
      a0 = madd(a0, v128.load(load<usize>(row) + c), b);
      a1 = madd(a1, v128.load(load<usize>(row + pointerBytes) + c), b);
      a2 = madd(a2, v128.load(load<usize>(row + 2 * pointerBytes) + c), b);
      a3 = madd(a3, v128.load(load<usize>(row + 3 * pointerBytes) + c), b);
      row += 4;
    }
    v128.store(t0 + c, f32x4.max(a0, floor)); v128.store(t1 + c, f32x4.max(a1, floor));
    v128.store(t2 + c, f32x4.max(a2, floor)); v128.store(t3 + c, f32x4.max(a3, floor));
  }
  const least: f32 = relu ? 0 : -Infinity;
  for (; c < rowBytes; c += 4) {
    for (let p: usize = 0; p < 4; p++) {
      let w = filter + c;
      let acc = load<f32>(w);
      let row = pointers + p * pointerBytes;
      for (let t = 0; t < taps; t++) {
        w += rowBytes;
        acc += load<f32>(load<usize>(row) + c) * load<f32>(w);
        row += 4;
      }
      store<f32>(load<usize>(targets + (p << 2)) + c, max<f32>(acc, least));
    }
  }
}

/** Adds to sums [tap][channel] the products of source and target pixels: the gradient of the filter. */
export function depthwiseFilterGradient(plan: Plan, sums: usize): void {
  const pixels = plan.images * plan.rows * plan.cols;
  const pointerBytes = <usize>plan.tapStride << 2;
  const rowBytes = <usize>plan.groups << 2;
  for (let first = 0; first < pixels; first += plan.tile) {
    const count = min(plan.tile, pixels - first);
    fillTile(plan, first, count);
    for (let t = 0; t < plan.tapCount; t++) {
      depthwiseTapGradient(count, rowBytes, plan.pointers + (<usize>t << 2), pointerBytes, plan.targets, sums + <usize>t * rowBytes);
    }
  }
}

export function depthwiseTapGradient(count: i32, rowBytes: usize, pointers: usize, pointerBytes: usize, targets: usize, sums: usize): void {
  let c: usize = 0;
  for (; c + 64 <= rowBytes; c += 64) {
    let a0 = v128.load(sums + c), a1 = v128.load(sums + c, 16), a2 = v128.load(sums + c, 32), a3 = v128.load(sums + c, 48);
    let row = pointers;
    for (let p = 0; p < count; p++) {
      const x = load<usize>(row) + c;
      const dy = load<usize>(targets + (<usize>p << 2)) + c;
      a0 = madd(a0, v128.load(x), v128.load(dy));
      a1 = madd(a1, v128.load(x, 16), v128.load(dy, 16));
      a2 = madd(a2, v128.load(x, 32), v128.load(dy, 32));
      a3 = madd(a3, v128.load(x, 48), v128.load(dy, 48));
      row += pointerBytes;
    }
    v128.store(sums + c, a0); v128.store(sums + c, a1, 16); v128.store(sums + c, a2, 32); v128.store(sums + c, a3, 48);
  }
  for (; c + 16 <= rowBytes; c += 16) {
    let acc = v128.load(sums + c);
    let row = pointers;
    for (let p = 0; p < count; p++) {
      acc = madd(acc, v128.load(load<usize>(row) + c), v128.load(load<usize>(targets + (<usize>p << 2)) + c));
      row += pointerBytes;
    }
    v128.store(sums + c, acc);
  }
  for (; c < rowBytes; c += 4) {
    let acc = load<f32>(sums + c);
    let row = pointers;
    for (let p = 0; p < count; p++) {
      acc += load<f32>(load<usize>(row) + c) * load<f32>(load<usize>(targets + (<usize>p << 2)) + c);
      row += pointerBytes;
    }
    store<f32>(sums + c, acc);
  }
}
