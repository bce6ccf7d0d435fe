/** Options of a convolution, turned into the attributes that kernels trust. */

import { checkOptions, type OptionNames } from '../contract/checkOptions.js';
import { ShapeError } from '../contract/shapeError.js';
import type { GroupedConv2dAttrs } from './convGeometry.js';

/** One number for both directions, or [vertical, horizontal]. */
export type Pair = number | readonly [number, number];

/**
 * 'same' and 'valid' as TensorFlow defines them; a number pads all four sides, as in PyTorch; or
 * [top, bottom, left, right].
 */
export type Padding = 'same' | 'valid' | number | readonly [number, number, number, number];

export interface ConvOptions {
  readonly groups?: number;
  readonly strides?: Pair;
  readonly dilations?: Pair;
  readonly pad?: Padding;
}

const optionNames: OptionNames<ConvOptions> = { groups: true, strides: true, dilations: true, pad: true };

/** @throws ShapeError for a name that is no option. */
export const checkConvOptions = (caller: string, options: ConvOptions): void =>
  checkOptions(`${caller}: options`, options, optionNames, ShapeError);

/**
 * Returns the attributes of a convolution, with its padding in pixels.
 *
 * @param x Shape of the input, [..., H, W, C].
 * @param filter Shape of the filter, [kh, kw, C / groups, O].
 * @throws ShapeError for an option that does not exist, and for a padding that is none of {@link Padding}.
 */
export function convAttrs(
  options: ConvOptions,
  x: readonly number[],
  filter: readonly number[],
): GroupedConv2dAttrs {
  checkConvOptions('convAttrs', options);
  const { groups = 1, strides = 1, dilations = 1, pad = 'valid' } = options;
  const [sh, sw] = pair(strides);
  const [dh, dw] = pair(dilations);
  const [h, w] = x.slice(-3) as [number, number, number];
  const [kh, kw] = filter as [number, number];
  return {
    groups,
    strides: [sh, sw],
    dilations: [dh, dw],
    pads: pads(pad, () => [...samePads(h, kh, sh, dh), ...samePads(w, kw, sw, dw)]),
  };
}

function pads(pad: Padding, same: () => Quad): Quad {
  if (pad === 'same') return same();
  if (pad === 'valid') return [0, 0, 0, 0];
  if (typeof pad === 'number') return [pad, pad, pad, pad];
  if (typeof pad === 'object' && pad?.length === 4) return [...pad];
  throw new ShapeError(
    `groupedConv2d: pad wants 'same', 'valid', a number or [top, bottom, left, right], got ${JSON.stringify(pad)}`,
  );
}
type Quad = [number, number, number, number];

const pair = (value: Pair): readonly [number, number] => (typeof value === 'number' ? [value, value] : value);

/**
 * Returns the padding by TensorFlow's rule: the output has ceil(size / stride) pixels, and an odd row of zeros goes
 * to the end.
 */
function samePads(size: number, kernel: number, stride: number, dilation: number): [number, number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
