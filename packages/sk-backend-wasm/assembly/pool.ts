/** Gradients of pooling. Of a window of max pooling the first greatest value takes all, as in TensorFlow. */
import { Plan } from './plan';
import { fillTile } from './tile';

/** The plan's source is x, its target dy; dx has the shape of x and is zero. */
export function maxPoolGradient(plan: Plan, dx: usize): void {
  const pixels = plan.images * plan.rows * plan.cols;
  for (let first = 0; first < pixels; first += plan.tile) {
    const count = min(plan.tile, pixels - first);
    fillTile(plan, first, count);
    for (let p = 0; p < count; p++) {
      maxPoolPixel(plan.tapCount, plan.depth, plan.pointers + (<usize>(p * plan.tapStride) << 2), load<usize>(plan.targets + (<usize>p << 2)), plan.zeros, dx - plan.source);
    }
  }
}

export function maxPoolPixel(taps: i32, channels: i32, pointers: usize, dy: usize, outside: usize, toGradient: usize): void {
  const rowBytes = <usize>channels << 2;
  let c: usize = 0;
  for (; c + 16 <= rowBytes; c += 16) {
    let most = f32x4.splat(-Infinity);
    let winner = i32x4.splat(-1);
    for (let t = 0; t < taps; t++) {
      const x = load<usize>(pointers + (<usize>t << 2));
      if (x == outside) continue;
      const v = v128.load(x + c);
      const more = f32x4.gt(v, most);
      most = v128.bitselect(v, most, more);
      winner = v128.bitselect(i32x4.splat(t), winner, more);
    }
    const g = v128.load(dy + c);
    for (let t = 0; t < taps; t++) {
      const x = load<usize>(pointers + (<usize>t << 2));
      if (x == outside) continue;
      const to = x + c + toGradient;
      v128.store(to, f32x4.add(v128.load(to), v128.and(g, i32x4.eq(winner, i32x4.splat(t)))));
    }
  }
  for (; c < rowBytes; c += 4) {
    let most: f32 = -Infinity;
    let winner: usize = 0;
    for (let t = 0; t < taps; t++) {
      const x = load<usize>(pointers + (<usize>t << 2));
      if (x == outside) continue;
      const v = load<f32>(x + c);
      if (v > most) {
        most = v;
        winner = x;
      }
    }
    if (winner == 0) continue;
    const to = winner + c + toGradient;
    store<f32>(to, load<f32>(to) + load<f32>(dy + c));
  }
}

/** The plan's source is dx, which is zero, its target dy: each pixel of a window gets `share` of its dy. */
export function avgPoolGradient(plan: Plan, share: f32): void {
  const pixels = plan.images * plan.rows * plan.cols;
  for (let first = 0; first < pixels; first += plan.tile) {
    const count = min(plan.tile, pixels - first);
    fillTile(plan, first, count);
    for (let p = 0; p < count; p++) {
      avgPoolPixel(plan.tapCount, plan.depth, plan.pointers + (<usize>(p * plan.tapStride) << 2), load<usize>(plan.targets + (<usize>p << 2)), plan.zeros, share);
    }
  }
}

export function avgPoolPixel(taps: i32, channels: i32, pointers: usize, dy: usize, outside: usize, share: f32): void {
  const rowBytes = <usize>channels << 2;
  const shares = f32x4.splat(share);
  for (let t = 0; t < taps; t++) {
    const to = load<usize>(pointers + (<usize>t << 2));
    if (to == outside) continue;
    let c: usize = 0;
    for (; c + 16 <= rowBytes; c += 16) v128.store(to + c, f32x4.add(v128.load(to + c), f32x4.mul(v128.load(dy + c), shares)));
    for (; c < rowBytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(dy + c) * share);
  }
}
