/** A batch norm by the statistics of its batch with a ReLU, and its gradient, in JavaScript. Sums are in float64. */

/** y, and the mean and biased variance of each channel. */
export interface Normalised {
  readonly y: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Normalises x [rows, channels], scales, shifts and rectifies. */
export function batchNormRelu(
  x: Float32Array,
  gamma: Float32Array,
  beta: Float32Array,
  epsilon: number,
): Normalised {
  const channels = gamma.length;
  const y = new Float32Array(x.length);
  const [mean, variance] = [new Float32Array(channels), new Float32Array(channels)];
  const rows = x.length / channels;
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let i = c; i < x.length; i += channels) sum += x[i] ?? 0;
    const centre = sum / rows;
    let squares = 0;
    for (let i = c; i < x.length; i += channels) {
      const distance = (x[i] ?? 0) - centre;
      squares += distance * distance;
    }
    const spread = squares / rows;
    const slope = (gamma[c] ?? 0) / Math.sqrt(spread + epsilon);
    const shift = beta[c] ?? 0;
    for (let i = c; i < x.length; i += channels) {
      y[i] = Math.max(0, ((x[i] ?? 0) - centre) * slope + shift);
    }
    mean[c] = centre;
    variance[c] = spread;
  }
  return { y, mean, variance };
}

/** The inputs and outputs of a batch norm with a ReLU, and the gradient dy of its y. */
export interface NormalisedPass extends Normalised {
  readonly x: Float32Array;
  readonly gamma: Float32Array;
  readonly dy: Float32Array;
}

export interface NormalisedGradients {
  readonly dx: Float32Array;
  readonly dgamma: Float32Array;
  readonly dbeta: Float32Array;
}

/** Computes the gradients of x, gamma and beta through y. */
export function batchNormReluGradients(
  { x, gamma, mean, variance, y, dy }: NormalisedPass,
  epsilon: number,
): NormalisedGradients {
  const channels = gamma.length;
  const dx = new Float32Array(x.length);
  const [dgamma, dbeta] = [new Float32Array(channels), new Float32Array(channels)];
  const rows = x.length / channels;
  for (let c = 0; c < channels; c++) {
    const centre = mean[c] ?? 0;
    const inverted = 1 / Math.sqrt((variance[c] ?? 0) + epsilon);
    let sum = 0;
    let product = 0;
    for (let i = c; i < x.length; i += channels) {
      const g = (dy[i] ?? 0) * slopeAt(y[i] ?? 0);
      sum += g;
      product += g * ((x[i] ?? 0) - centre) * inverted;
    }
    const factor = (gamma[c] ?? 0) * inverted;
    for (let i = c; i < x.length; i += channels) {
      const g = (dy[i] ?? 0) * slopeAt(y[i] ?? 0);
      const normalised = ((x[i] ?? 0) - centre) * inverted;
      dx[i] = factor * (g - (sum + normalised * product) / rows);
    }
    dgamma[c] = product;
    dbeta[c] = sum;
  }
  return { dx, dgamma, dbeta };
}

/** Returns the slope of a ReLU where it has returned y: NaN where that is NaN. */
const slopeAt = (y: number): number => (y > 0 ? 1 : 0 * y);
