/**
 * Pooling and its gradients. No NaN is the greatest value of a window, and pixels outside of the image take no part. The
 * first of equal greatest values takes all of a gradient, as in TensorFlow.
 */
import { Plan } from './plan';
import { fillTile } from './tile';

/** Computes y from x: -Infinity for a window without a number. The plan's source is x, its target y. Units of work: target pixels. */
export function maxPool(plan: Plan): void {
  for (let first = plan.begin; first < plan.end; first += plan.tile) {
    const count = min(plan.tile, plan.end - first);
    fillTile(plan, first, count);
    for (let p = 0; p < count; p++) {
      maxOfWindow(plan.tapCount, plan.depth, plan.pointers + (<usize>(p * plan.tapStride) << 2), load<usize>(plan.targets + (<usize>p << 2)), plan.zeros);
    }
  }
}

/** Stores the greatest value of one window. */
export function maxOfWindow(taps: i32, channels: i32, pointers: usize, to: usize, outside: usize): void {
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
    v128.store(to + c, most0);
    v128.store(to + c, most1, 16);
  }
  for (; c + 16 <= rowBytes; c += 16) {
    let most = f32x4.splat(-Infinity);
    for (let at = pointers; at != end; at += 4) {
      const x = load<usize>(at);
      if (x != outside) most = f32x4.pmax(most, v128.load(x + c));
    }
    v128.store(to + c, most);
  }
  for (; c < rowBytes; c += 4) {
    let most: f32 = -Infinity;
    for (let at = pointers; at != end; at += 4) {
      const x = load<usize>(at);
      if (x != outside && load<f32>(x + c) > most) most = load<f32>(x + c);
    }
    store<f32>(to + c, most);
  }
}

/** Computes y from x: NaN for a window outside of the image. The plan's source is x, its target y. Units of work: target pixels. */
export function avgPool(plan: Plan): void {
  for (let first = plan.begin; first < plan.end; first += plan.tile) {
    const count = min(plan.tile, plan.end - first);
    fillTile(plan, first, count);
    for (let p = 0; p < count; p++) {
      meanOfWindow(plan.tapCount, plan.depth, plan.pointers + (<usize>(p * plan.tapStride) << 2), load<usize>(plan.targets + (<usize>p << 2)), plan.zeros);
    }
  }
}

/** Stores the mean of those pixels of one window that lie in the image. */
export function meanOfWindow(taps: i32, channels: i32, pointers: usize, to: usize, outside: usize): void {
  const rowBytes = <usize>channels << 2;
  const end = pointers + (<usize>taps << 2);
  let inside: f32 = 0;
  for (let at = pointers; at != end; at += 4) if (load<usize>(at) != outside) inside++;
  let c: usize = 0;
  for (; c + 16 <= rowBytes; c += 16) {
    let sum = f32x4.splat(0);
    for (let at = pointers; at != end; at += 4) {
      const x = load<usize>(at);
      if (x != outside) sum = f32x4.add(sum, v128.load(x + c));
    }
    v128.store(to + c, f32x4.div(sum, f32x4.splat(inside)));
  }
  for (; c < rowBytes; c += 4) {
    let sum: f32 = 0;
    for (let at = pointers; at != end; at += 4) {
      const x = load<usize>(at);
      if (x != outside) sum += load<f32>(x + c);
    }
    store<f32>(to + c, sum / inside);
  }
}

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

/** Adds the gradient of one window to its greatest value, which is above -Infinity. */
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
    const least = f32x4.splat(-Infinity);
    let g0 = v128.and(v128.load(dy + c), f32x4.gt(most0, least)), g1 = v128.and(v128.load(dy + c, 16), f32x4.gt(most1, least));
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
    if (most == -Infinity) continue;
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
