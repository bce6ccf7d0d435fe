/**
 * Convolutions that read only every q-th pixel: of a 1x1 filter with a stride, or where stride and dilation share a factor.
 * The pixels are picked first, and a convolution with smaller strides is left. TensorFlow's own 1x1 filter gradient with a
 * stride corrupts the heap in oneDNN, and this form of it is never run.
 */
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { TensorId } from '../../tensorflow/nodeBackend.js';
import { type ConvShape, inputShape } from './convShape.js';
import { paddedShape } from './padding.js';

export interface Picked {
  /** The convolution of the picked pixels. */
  readonly conv: ConvShape;
  /** One of so many rows and columns is picked, the first of them at the edge of the padded x. */
  readonly every: readonly [number, number];
}

/** Returns undefined where the convolution reads pixels of every row and column. */
export function picked(conv: ConvShape): Picked | undefined {
  const { kh, kw, strides, dilations } = conv;
  const every = [
    kh === 1 ? strides[0] : commonFactor(strides[0], dilations[0]),
    kw === 1 ? strides[1] : commonFactor(strides[1], dilations[1]),
  ] as const;
  if (every[0] === 1 && every[1] === 1) return undefined;
  const [, height, width] = paddedShape(conv);
  return {
    every,
    conv: {
      ...conv,
      h: Math.ceil(height / every[0]),
      w: Math.ceil(width / every[1]),
      pads: [0, 0, 0, 0],
      strides: [strides[0] / every[0], strides[1] / every[1]],
      dilations: [kh === 1 ? 1 : dilations[0] / every[0], kw === 1 ? 1 : dilations[1] / every[1]],
    },
  };
}

function commonFactor(a: number, b: number): number {
  return b === 0 ? a : commonFactor(b, a % b);
}

/** Picks pixels by reshapes and slices, which cost a tenth of StridedSlice. */
export function pick(ops: EagerOps, x: TensorId, conv: ConvShape, { every: [qh, qw] }: Picked): TensorId {
  const { n, c } = conv;
  const { pads, height, width } = multiple(conv, [qh, qw]);
  let rows = pads.flat().every((pad) => pad === 0) ? x : ops.pad(x, pads);
  if (qh > 1) {
    const flat = ops.reshape(rows, [(n * height) / qh, qh * width * c]);
    rows = ops.slice(flat, [0, 0], [(n * height) / qh, width * c]);
  }
  if (qw > 1) {
    const pixels = (n * height * width) / qh / qw;
    rows = ops.slice(ops.reshape(rows, [pixels, qw * c]), [0, 0], [pixels, c]);
  }
  return ops.reshape(rows, [n, height / qh, width / qw, c]);
}

/** Returns the gradient of x from that of the picked pixels: zeros between them. */
export function unpick(ops: EagerOps, d: TensorId, conv: ConvShape, { every: [qh, qw] }: Picked): TensorId {
  const { n, c } = conv;
  const { pads, height, width } = multiple(conv, [qh, qw]);
  const widen = (id: TensorId, rows: number, from: number, to: number): TensorId =>
    ops.pad(ops.reshape(id, [rows, from]), [
      [0, 0],
      [0, to - from],
    ]);
  let dx = d;
  if (qw > 1) dx = widen(dx, (n * height * width) / qh / qw, c, qw * c);
  if (qh > 1) dx = widen(dx, (n * height) / qh, width * c, qh * width * c);
  dx = ops.reshape(dx, [n, height, width, c]);
  const [, [top], [left]] = pads;
  return pads.flat().every((pad) => pad === 0) ? dx : ops.slice(dx, [0, top, left, 0], inputShape(conv));
}

type Pair = readonly [number, number];

/** Pads x so that its height and width are multiples of what is picked. */
function multiple(
  conv: ConvShape,
  [qh, qw]: Pair,
): { readonly pads: readonly [Pair, Pair, Pair, Pair]; readonly height: number; readonly width: number } {
  const [top, bottom, left, right] = conv.pads;
  const [, padded, paddedWidth] = paddedShape(conv);
  const height = Math.ceil(padded / qh) * qh;
  const width = Math.ceil(paddedWidth / qw) * qw;
  return {
    height,
    width,
    pads: [
      [0, 0],
      [top, bottom + height - padded],
      [left, right + width - paddedWidth],
      [0, 0],
    ],
  };
}
