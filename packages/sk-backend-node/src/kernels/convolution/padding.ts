/** The padding of a convolution in TensorFlow's words. */

import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { TensorId } from '../../tensorflow/nodeBackend.js';
import { type ConvShape, inputShape } from './convShape.js';

/**
 * 'SAME' and 'VALID' where TensorFlow would pad alike, 'EXPLICIT' where the device takes any pads, and 'PADDED' where x
 * is padded first: on the processor TensorFlow has no gradients of explicit pads.
 */
export type Padding = 'SAME' | 'VALID' | 'EXPLICIT' | 'PADDED';

export function paddingOf(conv: ConvShape, explicit: boolean): Padding {
  const { h, w, kh, kw, oh, ow, strides, dilations, pads } = conv;
  if (pads.every((pad) => pad === 0)) return 'VALID';
  const same =
    isSame(h, kh, oh, strides[0], dilations[0], pads[0], pads[1]) &&
    isSame(w, kw, ow, strides[1], dilations[1], pads[2], pads[3]);
  if (same) return 'SAME';
  return explicit ? 'EXPLICIT' : 'PADDED';
}

function isSame(
  size: number,
  kernel: number,
  out: number,
  stride: number,
  dilation: number,
  before: number,
  after: number,
): boolean {
  const wanted = Math.ceil(size / stride);
  const total = Math.max((wanted - 1) * stride + (kernel - 1) * dilation + 1 - size, 0);
  return out === wanted && before === Math.floor(total / 2) && after === total - before;
}

/** Returns the shape of x once it is padded. */
export function paddedShape({ n, h, w, c, pads }: ConvShape): [number, number, number, number] {
  return [n, h + pads[0] + pads[1], w + pads[2] + pads[3], c];
}

export const padInput = (ops: EagerOps, x: TensorId, { pads }: ConvShape): TensorId =>
  ops.pad(x, [
    [0, 0],
    [pads[0], pads[1]],
    [pads[2], pads[3]],
    [0, 0],
  ]);

/** Cuts the pads off the gradient of a padded x. */
export const cropInput = (ops: EagerOps, dx: TensorId, conv: ConvShape): TensorId =>
  ops.slice(dx, [0, conv.pads[0], conv.pads[2], 0], inputShape(conv));
