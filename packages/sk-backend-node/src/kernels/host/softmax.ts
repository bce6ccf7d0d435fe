/** The softmax over the branches of [N, M, C], and its gradient, in JavaScript. */

/** Computes the softmax of logits [N, M, C] over M, for each image and channel. */
export function softmaxOf(logits: Float32Array, branches: number, channels: number): Float32Array {
  const y = new Float32Array(logits.length);
  const image = branches * channels;
  for (let start = 0; start < logits.length; start += image) {
    for (let first = start; first < start + channels; first++) {
      const end = first + image;
      let highest = Number.NEGATIVE_INFINITY;
      for (let i = first; i < end; i += channels) highest = Math.max(highest, logits[i] ?? 0);
      let sum = 0;
      for (let i = first; i < end; i += channels) {
        const power = Math.exp((logits[i] ?? 0) - highest);
        y[i] = power;
        sum += power;
      }
      for (let i = first; i < end; i += channels) y[i] = (y[i] ?? 0) / sum;
    }
  }
  return y;
}

/** Computes attention * (dy - the sum over branches of dy * attention), all [N, M, C]. */
export function softmaxGradient(
  attention: Float32Array,
  dy: Float32Array,
  branches: number,
  channels: number,
): Float32Array {
  const dlogits = new Float32Array(attention.length);
  const image = branches * channels;
  for (let start = 0; start < attention.length; start += image) {
    for (let first = start; first < start + channels; first++) {
      const end = first + image;
      let sum = 0;
      for (let i = first; i < end; i += channels) sum += (dy[i] ?? 0) * (attention[i] ?? 0);
      for (let i = first; i < end; i += channels) dlogits[i] = (attention[i] ?? 0) * ((dy[i] ?? 0) - sum);
    }
  }
  return dlogits;
}
