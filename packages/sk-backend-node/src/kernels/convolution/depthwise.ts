/** Depthwise convolutions on a processor: every channel has its own filters. */
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { OpAttribute, TensorId } from '../../tensorflow/nodeBackend.js';
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

/** Tells whether {@link depthwiseInputGradient} and {@link depthwiseFilterGradient} compute a convolution. */
export const hasDepthwiseGradients = (conv: ConvShape, dilatedDepthwise: boolean): boolean =>
  !isDilated(conv) || (dilatedDepthwise && conv.strides[0] === 1);

/** Computes dx. Where the filter is dilated, and strides are 1: as the convolution of dy with the reversed filter, or in blocks. */
export function depthwiseInputGradient(
  ops: EagerOps,
  dy: TensorId,
  filter: TensorId,
  conv: ConvShape,
): TensorId {
  const own = depthwiseFilter(ops, filter, conv);
  if (isDilated(conv)) {
    const transposed = transposedConvolution(conv);
    if (transposed === undefined) return inputGradientInBlocks(ops, dy, own, conv);
    const reversed = ops.one('ReverseV2', [ops.float32(), ops.int32('Tidx')], [own, ops.ints([0, 1])]);
    return convolved(ops, dy, reversed, transposed);
  }
  const padding = paddingOf(conv, false);
  const padded = padding === 'PADDED';
  const dx = ops.one('DepthwiseConv2dNativeBackpropInput', attributes(ops, conv, padding), [
    ops.ints(padded ? paddedShape(conv) : inputShape(conv)),
    own,
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

function inputGradientInBlocks(ops: EagerOps, dy: TensorId, filter: TensorId, conv: ConvShape): TensorId {
  const { n, c, dilations, pads } = conv;
  const [bottom, right] = blockPads(conv);
  const [, height, width] = paddedShape(conv);
  const shape = [
    n * dilations[0] * dilations[1],
    (height + bottom) / dilations[0],
    (width + right) / dilations[1],
    c,
  ];
  const blocks = toBlocks(ops, dy, conv, [0, bottom, 0, right]);
  const dx = ops.one('DepthwiseConv2dNativeBackpropInput', attributes(ops, conv, 'VALID'), [
    ops.ints(shape),
    filter,
    blocks,
  ]);
  return ops.one(
    'BatchToSpaceND',
    [ops.float32(), ops.int32('Tblock_shape'), ops.int32('Tcrops')],
    [dx, ops.ints(dilations), ops.ints([pads[0], pads[1] + bottom, pads[2], pads[3] + right], [2, 2])],
  );
}

/** Computes the gradient of the filter; of a dilated one, whose strides are 1, in blocks of the pixels that meet. */
export function depthwiseFilterGradient(ops: EagerOps, x: TensorId, dy: TensorId, conv: ConvShape): TensorId {
  const sizes = ops.ints(depthwiseShape(conv));
  const gradient = (padding: Padding, input: TensorId, output: TensorId): TensorId =>
    ops.reshape(
      ops.one('DepthwiseConv2dNativeBackpropFilter', attributes(ops, conv, padding), [input, sizes, output]),
      filterShape(conv),
    );
  if (isDilated(conv)) {
    const { pads } = conv;
    const [bottom, right] = blockPads(conv);
    return gradient(
      'VALID',
      toBlocks(ops, x, conv, [pads[0], pads[1] + bottom, pads[2], pads[3] + right]),
      toBlocks(ops, dy, conv, [0, bottom, 0, right]),
    );
  }
  const padding = paddingOf(conv, false);
  return gradient(padding, padding === 'PADDED' ? padInput(ops, x, conv) : x, dy);
}

/** Returns the rows and columns that make the padded x a multiple of the dilations. */
function blockPads(conv: ConvShape): [bottom: number, right: number] {
  const [, height, width] = paddedShape(conv);
  const [vertical, horizontal] = conv.dilations;
  return [(vertical - (height % vertical)) % vertical, (horizontal - (width % horizontal)) % horizontal];
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
