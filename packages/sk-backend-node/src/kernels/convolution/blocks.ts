/**
 * Dilated convolutions of stride 1 as plain ones: pixels that meet under the dilated filter become images of their own
 * (SpaceToBatchND). TensorFlow has no gradients of dilated depthwise filters, and oneDNN's of dilated groups take several
 * times as long as those of plain ones.
 */
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { TensorId } from '../../tensorflow/nodeBackend.js';
import { type ConvShape, isDilated } from './convShape.js';
import { paddedShape } from './padding.js';

/** Tells whether a convolution can be cut into blocks, and gains by it. */
export const hasBlocks = (conv: ConvShape): boolean =>
  isDilated(conv) && conv.strides.every((stride) => stride === 1);

/** Returns the convolution of the blocks. */
export function blocksOf(conv: ConvShape): ConvShape {
  const { n, kh, kw, dilations } = conv;
  const [, height, width] = paddedShape(conv);
  const [bottom, right] = blockPads(conv);
  const [h, w] = [(height + bottom) / dilations[0], (width + right) / dilations[1]];
  return {
    ...conv,
    n: n * dilations[0] * dilations[1],
    ...{ h, w, oh: h - kh + 1, ow: w - kw + 1 },
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
  };
}

/** Returns the blocks of x, padded. */
export function inputBlocks(ops: EagerOps, x: TensorId, conv: ConvShape): TensorId {
  const [bottom, right] = blockPads(conv);
  const [top, below, left, beside] = conv.pads;
  return toBlocks(ops, x, conv, [top, below + bottom, left, beside + right]);
}

/** Returns the blocks of y or its gradient; rows and columns that are added have no part in x. */
export function outputBlocks(ops: EagerOps, dy: TensorId, conv: ConvShape): TensorId {
  const [bottom, right] = blockPads(conv);
  return toBlocks(ops, dy, conv, [0, bottom, 0, right]);
}

/** Returns x from its blocks, without the pads. */
export function inputFromBlocks(ops: EagerOps, blocks: TensorId, conv: ConvShape): TensorId {
  const [bottom, right] = blockPads(conv);
  const [top, below, left, beside] = conv.pads;
  return ops.one(
    'BatchToSpaceND',
    [ops.float32(), ops.int32('Tblock_shape'), ops.int32('Tcrops')],
    [blocks, ops.ints(conv.dilations), ops.ints([top, below + bottom, left, beside + right], [2, 2])],
  );
}

function toBlocks(
  ops: EagerOps,
  x: TensorId,
  { dilations }: ConvShape,
  pads: readonly [number, number, number, number],
): TensorId {
  return ops.one(
    'SpaceToBatchND',
    [ops.float32(), ops.int32('Tblock_shape'), ops.int32('Tpaddings')],
    [x, ops.ints(dilations), ops.ints(pads, [2, 2])],
  );
}

/** Returns the rows and columns that make the padded x a multiple of the dilations. */
function blockPads(conv: ConvShape): [bottom: number, right: number] {
  const [, height, width] = paddedShape(conv);
  const [vertical, horizontal] = conv.dilations;
  return [(vertical - (height % vertical)) % vertical, (horizontal - (width % horizontal)) % horizontal];
}
