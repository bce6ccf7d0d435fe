/** Output sizes and paddings of a convolution, worked out from the definitions of TensorFlow and PyTorch. */
import { tuple } from '../numbers/tuple.js';

/**
 * 'same' and 'valid' as in TensorFlow; a number pads all four sides, as in PyTorch; else top, bottom, left, right.
 */
export type Padding = 'same' | 'valid' | number | readonly [number, number, number, number];

/** Attributes of a grouped convolution in a user's form. */
export interface ConvSpec {
  readonly groups: number;
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padding: Padding;
}

/** Sizes of a convolution, with its padding in numbers. */
export interface ConvSizes {
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly kh: number;
  readonly kw: number;
  readonly o: number;
  readonly oh: number;
  readonly ow: number;
  readonly top: number;
  readonly left: number;
}

/** Returns the sizes of a convolution of x [N, H, W, C] with a filter [kh, kw, C / groups, O]. */
export function convSizes(x: readonly number[], filter: readonly number[], spec: ConvSpec): ConvSizes {
  const [n, h, w, c] = tuple(x, 4);
  const [kh, kw, , o] = tuple(filter, 4);
  const [rows, columns] = [
    along(h, kh, spec.strides[0], spec.dilations[0], sides(spec.padding, 'vertical')),
    along(w, kw, spec.strides[1], spec.dilations[1], sides(spec.padding, 'horizontal')),
  ];
  return { n, h, w, c, kh, kw, o, oh: rows.out, ow: columns.out, top: rows.before, left: columns.before };
}

function sides(padding: Padding, axis: 'vertical' | 'horizontal'): 'same' | readonly [number, number] {
  if (padding === 'same') return padding;
  if (padding === 'valid') return [0, 0];
  if (typeof padding === 'number') return [padding, padding];
  const [top, bottom, left, right] = padding;
  return axis === 'vertical' ? [top, bottom] : [left, right];
}

/** Returns the outputs along one axis, and the padding before the first input. */
function along(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  pad: 'same' | readonly [number, number],
): { readonly out: number; readonly before: number } {
  const reach = (kernel - 1) * dilation + 1;
  if (pad === 'same') {
    const out = Math.ceil(size / stride);
    const total = Math.max(0, (out - 1) * stride + reach - size);
    return { out, before: Math.floor(total / 2) };
  }
  // One output for each place where the dilated kernel fits.
  let out = 0;
  for (let at = 0; at + reach <= pad[0] + size + pad[1]; at += stride) out++;
  return { out, before: pad[0] };
}
