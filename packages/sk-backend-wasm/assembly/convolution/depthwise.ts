/** Depthwise convolution. Channels are lanes, so no value has to be spread; 4 pixels share each row of the filter. */
import { madd } from '../simd/madd';
import { Plan } from './plan';
import { fillTile } from './tile';
import { tapStep, windowCols } from './window';

/** Computes the plan's target pixels. Units of work: target pixels, over all images; parts begin at whole tiles. */
export function convolveDepthwise(plan: Plan): void {
  const pointerBytes = <usize>plan.tapStride << 2;
  const cols = windowCols(plan);
  const step = tapStep(plan);
  const dilation = abs(step);
  for (let first = plan.begin; first < plan.end; first += plan.tile) {
    const count = min(plan.tile, plan.end - first);
    fillTile(plan, first, count);
    for (let p = 0; p < count;) {
      const pointers = plan.pointers + <usize>p * pointerBytes, targets = plan.targets + (<usize>p << 2);
      if (cols == 0 || p + 4 * dilation > count || (first + p) % plan.cols + 4 * dilation > plan.cols) {
        depthwise4(plan.tapCount, plan.groups, 0, pointers, pointerBytes, plan.filter, targets, 4, plan.addend, plan.relu);
        p += 4;
      } else {
        for (let d = 0; d < dilation; d++) {
          depthwiseWindow4(
            plan.tapCount / cols, cols, plan.groups, pointers + <usize>d * pointerBytes, <usize>dilation * pointerBytes, step < 0,
            plan.filter, targets + (<usize>d << 2), <usize>dilation << 2, plan.addend, plan.relu,
          );
        }
        p += 4 * dilation;
      }
    }
  }
}

/**
 * Computes 4 pixels whose pointers are `pixelBytes` apart. Neighbours have all but one of their sources in common.
 */
export function depthwiseWindow4(
  rows: i32, cols: i32, channels: i32, pointers: usize, pixelBytes: usize, backward: bool,
  filter: usize, targets: usize, targetBytes: usize, addend: usize, relu: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const floor = relu ? f32x4.splat(0) : f32x4.splat(-Infinity);
  const t0 = load<usize>(targets), t1 = load<usize>(targets + targetBytes);
  const t2 = load<usize>(targets + 2 * targetBytes), t3 = load<usize>(targets + 3 * targetBytes);
  const leftmost = backward ? cols - 1 : 0;
  const pointerStep: usize = backward ? -4 : 4, filterStep = backward ? -rowBytes : rowBytes;
  let c: usize = 0;
  for (; c + 16 <= rowBytes; c += 16) {
    const bias = v128.load(filter + c);
    let a0 = bias, a1 = bias, a2 = bias, a3 = bias;
    let first = pointers + (<usize>leftmost << 2), w = filter + <usize>(leftmost + 1) * rowBytes + c;
    // Each source is used in turn, so that the filter's row stays in registers.
    if (cols == 3) {
      for (let r = 0; r < rows; r++) {
        const last = first + 3 * pixelBytes;
        const f0 = v128.load(w), f1 = v128.load(w + filterStep), f2 = v128.load(w + 2 * filterStep);
        let x = v128.load(load<usize>(first) + c);
        a0 = madd(a0, x, f0);
        x = v128.load(load<usize>(first + pixelBytes) + c);
        a0 = madd(a0, x, f1); a1 = madd(a1, x, f0);
        x = v128.load(load<usize>(first + 2 * pixelBytes) + c);
        a0 = madd(a0, x, f2); a1 = madd(a1, x, f1); a2 = madd(a2, x, f0);
        x = v128.load(load<usize>(last) + c);
        a1 = madd(a1, x, f2); a2 = madd(a2, x, f1); a3 = madd(a3, x, f0);
        x = v128.load(load<usize>(last + pointerStep) + c);
        a2 = madd(a2, x, f2); a3 = madd(a3, x, f1);
        x = v128.load(load<usize>(last + 2 * pointerStep) + c);
        a3 = madd(a3, x, f2);
        first += 12;
        w += 3 * rowBytes;
      }
    } else {
      for (let r = 0; r < rows; r++) {
        let x0 = v128.load(load<usize>(first) + c);
        let x1 = v128.load(load<usize>(first + pixelBytes) + c);
        let x2 = v128.load(load<usize>(first + 2 * pixelBytes) + c);
        let last = first + 3 * pixelBytes, b = w;
        for (let k = 0; k < cols; k++) {
          const x3 = v128.load(load<usize>(last) + c), f = v128.load(b);
          a0 = madd(a0, x0, f); a1 = madd(a1, x1, f); a2 = madd(a2, x2, f); a3 = madd(a3, x3, f);
          x0 = x1; x1 = x2; x2 = x3;
          last += pointerStep;
          b += filterStep;
        }
        first += <usize>cols << 2;
        w += <usize>cols * rowBytes;
      }
    }
    finish(t0 + c, a0, addend, floor); finish(t1 + c, a1, addend, floor);
    finish(t2 + c, a2, addend, floor); finish(t3 + c, a3, addend, floor);
  }
  if (c < rowBytes) depthwise4(rows * cols, channels, c, pointers, pixelBytes, filter, targets, targetBytes, addend, relu);
}

/** Computes 4 pixels, from byte `c` of their channels on. */
export function depthwise4(
  taps: i32, channels: i32, c: usize, pointers: usize, pointerBytes: usize, filter: usize, targets: usize, targetBytes: usize,
  addend: usize, relu: i32,
): void {
  const rowBytes = <usize>channels << 2;
  const t0 = load<usize>(targets), t1 = load<usize>(targets + targetBytes);
  const t2 = load<usize>(targets + 2 * targetBytes), t3 = load<usize>(targets + 3 * targetBytes);
  const floor = relu ? f32x4.splat(0) : f32x4.splat(-Infinity);
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
    finish(t0 + c, a00, addend, floor); finish(t0 + c + 16, a01, addend, floor);
    finish(t1 + c, a10, addend, floor); finish(t1 + c + 16, a11, addend, floor);
    finish(t2 + c, a20, addend, floor); finish(t2 + c + 16, a21, addend, floor);
    finish(t3 + c, a30, addend, floor); finish(t3 + c + 16, a31, addend, floor);
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
    finish(t0 + c, a0, addend, floor); finish(t1 + c, a1, addend, floor);
    finish(t2 + c, a2, addend, floor); finish(t3 + c, a3, addend, floor);
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
      const to = load<usize>(targets + p * targetBytes) + c;
      if (addend) acc += load<f32>(to + addend);
      store<f32>(to, max<f32>(acc, least));
    }
  }
}

/** Adds what is to be added to four channels of a pixel, and stores them, at least `floor`. */
@inline
function finish(to: usize, sum: v128, addend: usize, floor: v128): void {
  v128.store(to, f32x4.pmax(addend ? f32x4.add(sum, v128.load(to + addend)) : sum, floor));
}
