/** Gradient of the filter of a depthwise convolution. */
import { madd } from '../simd/madd';
import { Plan } from './plan';
import { fillTile } from './tile';
import { tapStep, windowCols } from './window';

/** Adds to sums [tap][channel] the products of source and target pixels. Units of work: target pixels, over all images. */
export function depthwiseFilterGradient(plan: Plan, sums: usize): void {
  const pointerBytes = <usize>plan.tapStride << 2;
  const cols = windowCols(plan);
  const step = tapStep(plan);
  for (let first = plan.begin; first < plan.end; first += plan.tile) {
    const count = min(plan.tile, plan.end - first);
    fillTile(plan, first, count);
    for (let p = 0; p < count;) {
      const pointers = plan.pointers + <usize>p * pointerBytes, targets = plan.targets + (<usize>p << 2);
      if (cols == 0) {
        depthwiseGradient(plan, count, pointers, targets, sums);
        p += count;
      } else if (p + 4 * step > count || (first + p) % plan.cols + 4 * step > plan.cols) {
        depthwiseGradient(plan, min(4, count - p), pointers, targets, sums);
        p += 4;
      } else {
        for (let d = 0; d < step; d++) {
          depthwiseWindowGradient4(
            plan.tapCount / cols, cols, plan.groups, pointers + <usize>d * pointerBytes, <usize>step * pointerBytes,
            targets + (<usize>d << 2), <usize>step << 2, sums,
          );
        }
        p += 4 * step;
      }
    }
  }
}

function depthwiseGradient(plan: Plan, count: i32, pointers: usize, targets: usize, sums: usize): void {
  const rowBytes = <usize>plan.groups << 2;
  for (let t = 0; t < plan.tapCount; t++) {
    depthwiseTapGradient(count, rowBytes, 0, pointers + (<usize>t << 2), <usize>plan.tapStride << 2, targets, 4, sums + <usize>t * rowBytes);
  }
}

/** Returns a * x + b * y + c * z + d * w. */
@inline
function dot(a: v128, x: v128, b: v128, y: v128, c: v128, z: v128, d: v128, w: v128): v128 {
  return f32x4.add(madd(f32x4.mul(a, x), b, y), madd(f32x4.mul(c, z), d, w));
}

/** Adds the products of the 4 pixels of a depthwiseWindow4 that goes forward. */
export function depthwiseWindowGradient4(
  rows: i32, cols: i32, channels: i32, pointers: usize, pixelBytes: usize, targets: usize, targetBytes: usize, sums: usize,
): void {
  const rowBytes = <usize>channels << 2;
  const t0 = load<usize>(targets), t1 = load<usize>(targets + targetBytes);
  const t2 = load<usize>(targets + 2 * targetBytes), t3 = load<usize>(targets + 3 * targetBytes);
  let c: usize = 0;
  for (; c + 16 <= rowBytes; c += 16) {
    const d0 = v128.load(t0 + c), d1 = v128.load(t1 + c), d2 = v128.load(t2 + c), d3 = v128.load(t3 + c);
    let first = pointers, sum = sums + c;
    for (let r = 0; r < rows; r++) {
      let x0 = v128.load(load<usize>(first) + c);
      let x1 = v128.load(load<usize>(first + pixelBytes) + c);
      let x2 = v128.load(load<usize>(first + 2 * pixelBytes) + c);
      let last = first + 3 * pixelBytes;
      if (cols == 3) {
        const x3 = v128.load(load<usize>(last) + c), x4 = v128.load(load<usize>(last, 4) + c), x5 = v128.load(load<usize>(last, 8) + c);
        v128.store(sum, f32x4.add(v128.load(sum), dot(x0, d0, x1, d1, x2, d2, x3, d3)));
        const sum1 = sum + rowBytes, sum2 = sum1 + rowBytes;
        v128.store(sum1, f32x4.add(v128.load(sum1), dot(x1, d0, x2, d1, x3, d2, x4, d3)));
        v128.store(sum2, f32x4.add(v128.load(sum2), dot(x2, d0, x3, d1, x4, d2, x5, d3)));
        sum = sum2 + rowBytes;
      } else {
        for (let k = 0; k < cols; k++) {
          const x3 = v128.load(load<usize>(last) + c);
          v128.store(sum, f32x4.add(v128.load(sum), dot(x0, d0, x1, d1, x2, d2, x3, d3)));
          x0 = x1; x1 = x2; x2 = x3;
          last += 4;
          sum += rowBytes;
        }
      }
      first += <usize>cols << 2;
    }
  }
  if (c == rowBytes) return;
  for (let t = 0; t < rows * cols; t++) {
    depthwiseTapGradient(4, rowBytes, c, pointers + (<usize>t << 2), pixelBytes, targets, targetBytes, sums + <usize>t * rowBytes);
  }
}

/** Adds the products of one tap and `count` pixels, from byte `c` of their channels on. */
export function depthwiseTapGradient(
  count: i32, rowBytes: usize, c: usize, pointers: usize, pointerBytes: usize, targets: usize, targetBytes: usize, sums: usize,
): void {
  for (; c + 64 <= rowBytes; c += 64) {
    let a0 = v128.load(sums + c), a1 = v128.load(sums + c, 16), a2 = v128.load(sums + c, 32), a3 = v128.load(sums + c, 48);
    let row = pointers, target = targets;
    for (let p = 0; p < count; p++) {
      const x = load<usize>(row) + c;
      const dy = load<usize>(target) + c;
      a0 = madd(a0, v128.load(x), v128.load(dy));
      a1 = madd(a1, v128.load(x, 16), v128.load(dy, 16));
      a2 = madd(a2, v128.load(x, 32), v128.load(dy, 32));
      a3 = madd(a3, v128.load(x, 48), v128.load(dy, 48));
      row += pointerBytes;
      target += targetBytes;
    }
    v128.store(sums + c, a0); v128.store(sums + c, a1, 16); v128.store(sums + c, a2, 32); v128.store(sums + c, a3, 48);
  }
  for (; c + 16 <= rowBytes; c += 16) {
    let acc = v128.load(sums + c);
    let row = pointers, target = targets;
    for (let p = 0; p < count; p++) {
      acc = madd(acc, v128.load(load<usize>(row) + c), v128.load(load<usize>(target) + c));
      row += pointerBytes;
      target += targetBytes;
    }
    v128.store(sums + c, acc);
  }
  for (; c < rowBytes; c += 4) {
    let acc = load<f32>(sums + c);
    let row = pointers, target = targets;
    for (let p = 0; p < count; p++) {
      acc += load<f32>(load<usize>(row) + c) * load<f32>(load<usize>(target) + c);
      row += pointerBytes;
      target += targetBytes;
    }
    store<f32>(sums + c, acc);
  }
}
