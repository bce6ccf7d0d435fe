/** Batch normalisation in training, in float64 loops, one channel at a time. */
import { type Array64, add, at, zeros64 } from '../numbers/array64.js';

export interface BatchNormEndSpec {
  readonly epsilon: number;
}

export interface BatchNormSpec extends BatchNormEndSpec {
  readonly relu: boolean;
}

/** Returns y [..., C], mean [C] and biased variance [C], from x [..., C], gamma [C] and beta [C]. */
export function batchNorm(
  x: Array64,
  gamma: Array64,
  beta: Array64,
  { epsilon, relu }: BatchNormSpec,
): readonly [Array64, Array64, Array64] {
  const [y, mean, variance] = [zeros64(x.shape), zeros64(gamma.shape), zeros64(gamma.shape)];
  for (let c = 0; c < gamma.values.length; c++) {
    const v = channel(x, c, gamma.values.length);
    const m = average(v);
    const s2 = average(v.map((a) => (a - m) ** 2));
    mean.values[c] = m;
    variance.values[c] = s2;
    v.forEach((a, i) => {
      const out = ((a - m) / Math.sqrt(s2 + epsilon)) * at(gamma, c) + at(beta, c);
      y.values[i * gamma.values.length + c] = relu && out < 0 ? 0 : out;
    });
  }
  return [y, mean, variance];
}

/**
 * Returns the gradients with respect to x, gamma and beta, through y, mean and variance, by the Jacobian written out:
 * d mean / d x_i = 1 / n, d variance / d x_i = 2 (x_i - mean) / n, and from these d y_j / d x_i.
 */
export function batchNormGradient(
  x: Array64,
  gamma: Array64,
  beta: Array64,
  [dy, dmean, dvariance]: readonly [Array64, Array64, Array64],
  spec: BatchNormSpec,
): readonly [Array64, Array64, Array64] {
  const [y, mean, variance] = batchNorm(x, gamma, beta, { ...spec, relu: false });
  const [dx, dgamma, dbeta] = [zeros64(x.shape), zeros64(gamma.shape), zeros64(gamma.shape)];
  const channels = gamma.values.length;
  for (let c = 0; c < channels; c++) {
    const n = x.values.length / channels;
    const m = at(mean, c);
    const inverse = 1 / Math.sqrt(at(variance, c) + spec.epsilon);
    const centred = channel(x, c, channels).map((v) => v - m);
    const g = { shape: [n], values: channel(dy, c, channels) };
    channel(y, c, channels).forEach((out, i) => {
      if (spec.relu && !(out > 0)) g.values[i] = out <= 0 ? 0 : Number.NaN;
    });
    centred.forEach((d, j) => {
      add(dbeta, c, at(g, j));
      add(dgamma, c, at(g, j) * d * inverse);
    });
    centred.forEach((di, i) => {
      const varianceByX = (2 * di) / n;
      let sum = at(dmean, c) / n + at(dvariance, c) * varianceByX;
      centred.forEach((dj, j) => {
        const centredByX = (i === j ? 1 : 0) - 1 / n;
        const inverseByX = -0.5 * inverse ** 3 * varianceByX;
        sum += at(g, j) * at(gamma, c) * (centredByX * inverse + dj * inverseByX);
      });
      dx.values[i * channels + c] = sum;
    });
  }
  return [dx, dgamma, dbeta];
}

/** Returns y = ReLU(normalised x + addend) [..., C], mean [C] and biased variance [C]. */
export function batchNormEnd(
  x: Array64,
  gamma: Array64,
  beta: Array64,
  addend: Array64,
  { epsilon }: BatchNormEndSpec,
): readonly [Array64, Array64, Array64] {
  const [y, mean, variance] = batchNorm(x, gamma, beta, { epsilon, relu: false });
  const values = y.values.map((value, i) => {
    const sum = value + at(addend, i);
    return sum < 0 ? 0 : sum;
  });
  return [{ ...y, values }, mean, variance];
}

/** Returns the gradients of {@link batchNormEnd} with respect to x, gamma, beta and addend, from its output y. */
export function batchNormEndGradient(
  [x, gamma, beta, y]: readonly [Array64, Array64, Array64, Array64],
  [dy, dmean, dvariance]: readonly [Array64, Array64, Array64],
  { epsilon }: BatchNormEndSpec,
): readonly [Array64, Array64, Array64, Array64] {
  const values = dy.values.map((d, i) => (at(y, i) > 0 ? d : at(y, i) <= 0 ? 0 : Number.NaN));
  const g = { ...dy, values };
  return [...batchNormGradient(x, gamma, beta, [g, dmean, dvariance], { epsilon, relu: false }), g];
}

function channel(a: Array64, c: number, channels: number): Float64Array {
  return Float64Array.from({ length: a.values.length / channels }, (_, i) => at(a, i * channels + c));
}

function average(v: Float64Array): number {
  let sum = 0;
  for (const a of v) sum += a;
  return sum / v.length;
}
