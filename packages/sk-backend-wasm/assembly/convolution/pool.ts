/**
 * Gradients of pooling. In a window of max pooling the first of equal greatest values takes all, as in TensorFlow.
 */
import { Plan } from './plan';
import { fillTile } from './tile';

/**
 * Adds to dx, which has the shape of x and is zero. The plan's source is x, its target dy. Units of work: target
 * pixels of whole images.
 */
export function maxPoolGradient(plan: Plan, dx: usize): void {
  for (let first = plan.begin; first < plan.end; first += plan.tile) {
    const count = min(plan.tile, plan.end - first);
    fillTile(plan, first, count);
    for (let p = 0; p < count; p++) {
      maxPoolPixel(plan.tapCount, plan.depth, plan.pointers + (<usize>(p * plan.tapStride) << 2), load<usize>(plan.targets + (<usize>p << 2)), plan.zeros, dx - plan.source);
    }
  }
}

/** Adds the gradient of one window to its greatest value. */
export function maxPoolPixel(taps: i32, channels: i32, pointers: usize, dy: usize, outside: usize, toGradient: usize): void {
  const rowBytes = <usize>channels << 2;
  const end = pointers + (<usize>taps << 2);
  let c: usize = 0;
  for (; c + 32 <= rowBytes; c += 32) {
    let most0 = f32x4.splat(-Infinity), most1 = most0;
    for (let at = pointers; at != end; at += 4) {
      const x = load<usize>(at);
      if (x == outside) continue;
      most0 = f32x4.pmax(most0, v128.load(x + c));
      most1 = f32x4.pmax(most1, v128.load(x + c, 16));
    }
    let g0 = v128.load(dy + c), g1 = v128.load(dy + c, 16);
    for (let at = pointers; at != end; at += 4) {
      const x = load<usize>(at);
      if (x == outside) continue;
      const from = x + c, to = from + toGradient;
      const won0 = f32x4.eq(v128.load(from), most0), won1 = f32x4.eq(v128.load(from, 16), most1);
      v128.store(to, f32x4.add(v128.load(to), v128.and(g0, won0)));
      v128.store(to, f32x4.add(v128.load(to, 16), v128.and(g1, won1)), 16);
      g0 = v128.andnot(g0, won0);
      g1 = v128.andnot(g1, won1);
    }
  }
  for (; c < rowBytes; c += 4) {
    let most: f32 = -Infinity;
    for (let at = pointers; at != end; at += 4) {
      const x = load<usize>(at);
      if (x != outside && load<f32>(x + c) > most) most = load<f32>(x + c);
    }
    for (let at = pointers; at != end; at += 4) {
      const x = load<usize>(at);
      if (x == outside || load<f32>(x + c) != most) continue;
      const to = x + c + toGradient;
      store<f32>(to, load<f32>(to) + load<f32>(dy + c));
      break;
    }
  }
}

/**
 * Adds `share` of dy to each pixel of its window. The plan's source is dx, which is zero, its target dy. Units of
 * work: target pixels of whole images.
 */
export function avgPoolGradient(plan: Plan, share: f32): void {
  for (let first = plan.begin; first < plan.end; first += plan.tile) {
    const count = min(plan.tile, plan.end - first);
    fillTile(plan, first, count);
    for (let p = 0; p < count; p++) {
      avgPoolPixel(plan.tapCount, plan.depth, plan.pointers + (<usize>(p * plan.tapStride) << 2), load<usize>(plan.targets + (<usize>p << 2)), plan.zeros, share);
    }
  }
}

/** Adds the gradient of one window to its pixels. */
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
