/** A step of gradient descent with momentum, in place: one pass over weight, velocity and gradient. */

/** Computes g += decay * w; v = momentum * v + g; w -= rate * (nesterov ? g + momentum * v : v). */
export function momentumStep(
  weight: usize, velocity: usize, gradient: usize, size: i32, decay: f32, rate: f32, momentum: f32, nesterov: i32,
): void {
  const decays = f32x4.splat(decay), rates = f32x4.splat(rate), momenta = f32x4.splat(momentum);
  const end = weight + (<usize>size << 2);
  for (const whole = weight + (<usize>(size & ~3) << 2); weight != whole; weight += 16) {
    const w = v128.load(weight);
    const g = f32x4.add(v128.load(gradient), f32x4.mul(w, decays));
    const v = f32x4.add(f32x4.mul(v128.load(velocity), momenta), g);
    const step = nesterov ? f32x4.add(g, f32x4.mul(v, momenta)) : v;
    v128.store(velocity, v);
    v128.store(weight, f32x4.sub(w, f32x4.mul(step, rates)));
    velocity += 16;
    gradient += 16;
  }
  for (; weight != end; weight += 4) {
    const w = load<f32>(weight);
    const g = load<f32>(gradient) + w * decay;
    const v = load<f32>(velocity) * momentum + g;
    store<f32>(velocity, v);
    store<f32>(weight, w - (nesterov ? g + v * momentum : v) * rate);
    velocity += 4;
    gradient += 4;
  }
}
