/** Depthwise convolutions on a processor: every channel has its own filters. */
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { OpAttribute, TensorId } from '../../tensorflow/nodeBackend.js';
import { blocksOf, inputFromBlocks, outputBlocks } from './blocks.js';
import { type ConvShape, filterShape, inputShape, isDilated } from './convShape.js';
import { cropInput, type Padding, paddedShape, paddingOf, padInput } from './padding.js';

/** Tells whether TensorFlow's depthwise operations can compute a convolution. They want equal strides. */
export const isDepthwise = ({ groups, cPerGroup, strides }: ConvShape): boolean =>
  groups > 1 && cPerGroup === 1 && strides[0] === strides[1];

const attributes = (
  ops: EagerOps,
  { strides }: ConvShape,
  padding: Padding,
  dilations: readonly [number, number] = [1, 1],
): OpAttribute[] => [
  ops.float32(),
  ops.int('strides', [1, ...strides, 1]),
  ops.string('padding', padding === 'SAME' ? 'SAME' : 'VALID'),
  ops.int('explicit_paddings', []),
  ops.string('data_format', 'NHWC'),
  ops.int('dilations', [1, ...dilations, 1]),
];

/** Returns the filter as TensorFlow wants it. */
const depthwiseFilter = (ops: EagerOps, filter: TensorId, conv: ConvShape): TensorId =>
  ops.reshape(filter, depthwiseShape(conv));

const depthwiseShape = ({ kh, kw, c, oPerGroup }: ConvShape): number[] => [kh, kw, c, oPerGroup];

export function depthwise(ops: EagerOps, x: TensorId, filter: TensorId, conv: ConvShape): TensorId {
  return convolved(ops, x, depthwiseFilter(ops, filter, conv), conv);
}

function convolved(ops: EagerOps, x: TensorId, filter: TensorId, conv: ConvShape): TensorId {
  const padding = paddingOf(conv, false);
  const input = padding === 'PADDED' ? padInput(ops, x, conv) : x;
  return ops.one('DepthwiseConv2dNative', attributes(ops, conv, padding, conv.dilations), [input, filter]);
}

/**
 * Computes dx; of a dilated filter, whose strides are 1, as the convolution of dy with the reversed filter where that is one, or in
 * blocks.
 */
export function depthwiseInputGradient(
  ops: EagerOps,
  dy: TensorId,
  filter: TensorId,
  conv: ConvShape,
): TensorId {
  const own = depthwiseFilter(ops, filter, conv);
  if (isDilated(conv)) {
    const transposed = transposedConvolution(conv);
    if (transposed === undefined) {
      const blocks = plainInputGradient(ops, outputBlocks(ops, dy, conv), own, blocksOf(conv));
      return inputFromBlocks(ops, blocks, conv);
    }
    const reversed = ops.one('ReverseV2', [ops.float32(), ops.int32('Tidx')], [own, ops.ints([0, 1])]);
    return convolved(ops, dy, reversed, transposed);
  }
  return plainInputGradient(ops, dy, own, conv);
}

function plainInputGradient(ops: EagerOps, dy: TensorId, filter: TensorId, conv: ConvShape): TensorId {
  const padding = paddingOf(conv, false);
  const padded = padding === 'PADDED';
  const dx = ops.one('DepthwiseConv2dNativeBackpropInput', attributes(ops, conv, padding), [
    ops.ints(padded ? paddedShape(conv) : inputShape(conv)),
    filter,
    dy,
  ]);
  return padded ? cropInput(ops, dx, conv) : dx;
}

/** Returns the convolution of dy that makes dx; undefined where channels make several outputs, or pads are wider than the filter. */
function transposedConvolution(conv: ConvShape): ConvShape | undefined {
  const { h, w, kh, kw, oh, ow, oPerGroup, dilations, pads } = conv;
  const rows = (kh - 1) * dilations[0];
  const columns = (kw - 1) * dilations[1];
  const [top, bottom, left, right] = [rows - pads[0], rows - pads[1], columns - pads[2], columns - pads[3]];
  if (oPerGroup > 1 || Math.min(top, bottom, left, right) < 0) return undefined;
  return { ...conv, h: oh, w: ow, oh: h, ow: w, pads: [top, bottom, left, right] };
}

/** Computes the gradient of a filter that is not dilated. */
export function depthwiseFilterGradient(ops: EagerOps, x: TensorId, dy: TensorId, conv: ConvShape): TensorId {
  const padding = paddingOf(conv, false);
  const input = padding === 'PADDED' ? padInput(ops, x, conv) : x;
  const df = ops.one('DepthwiseConv2dNativeBackpropFilter', attributes(ops, conv, padding), [
    input,
    ops.ints(depthwiseShape(conv)),
    dy,
  ]);
  return ops.reshape(df, filterShape(conv));
}
