/** A convolution without groups and its gradients on the host, in float64. Other code is judged by it, so it is plain. */
import type { Conv } from '../kernels/convolution/plan.js';

export interface ConvValues {
  readonly x: ArrayLike<number>;
  readonly filter: ArrayLike<number>;
  readonly dy: ArrayLike<number>;
}

/** Returns the result, and the gradients with respect to x and the filter for a gradient dy of the result. */
export function hostConvolution(
  { n, h, w, c, oh, ow, o, kh, kw, attrs }: Conv,
  { x, filter, dy }: ConvValues,
): { readonly y: Float64Array; readonly dx: Float64Array; readonly dFilter: Float64Array } {
  const [y, dx, dFilter] = [
    new Float64Array(n * oh * ow * o),
    new Float64Array(n * h * w * c),
    new Float64Array(kh * kw * c * o),
  ];
  const add = (sums: Float64Array, at: number, value: number): void => {
    sums[at] = Number(sums[at]) + value;
  };
  for (let pixel = 0; pixel < n * oh * ow; pixel++) {
    const image = Math.floor(pixel / (oh * ow));
    const [top, left] = [Math.floor(pixel / ow) % oh, pixel % ow];
    for (let tap = 0; tap < kh * kw; tap++) {
      const row = top * attrs.strides[0] + Math.floor(tap / kw) * attrs.dilations[0] - attrs.pads[0];
      const column = left * attrs.strides[1] + (tap % kw) * attrs.dilations[1] - attrs.pads[2];
      if (row < 0 || row >= h || column < 0 || column >= w) continue;
      const source = ((image * h + row) * w + column) * c;
      for (let channel = 0; channel < c; channel++) {
        for (let k = 0; k < o; k++) {
          const [atX, atF, atY] = [source + channel, (tap * c + channel) * o + k, pixel * o + k];
          add(y, atY, Number(x[atX]) * Number(filter[atF]));
          add(dx, atX, Number(dy[atY]) * Number(filter[atF]));
          add(dFilter, atF, Number(x[atX]) * Number(dy[atY]));
        }
      }
    }
  }
  return { y, dx, dFilter };
}
