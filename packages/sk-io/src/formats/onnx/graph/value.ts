/** One tensor of the model in the graph of ONNX, in one or both layouts. */
import type { Shape } from '@tensorflow/tfjs-layers';

/**
 * `channelsLast` is the layout of TensorFlow.js, [N, ..., C]; `channelsFirst` is the same with its last axis moved,
 * [N, C, ...], as ONNX's convolutions, pools and batch norms want it. Up to rank 2 the two are the same.
 */
export type Layout = 'channelsFirst' | 'channelsLast';

export interface Value {
  /** As in TensorFlow.js, with the batch; null where a size is unknown. */
  readonly shape: Shape;
  /** The name of the value in each layout that the graph has. */
  readonly names: Map<Layout, string>;
}

export function makeValue(shape: Shape, name: string, layout: Layout): Value {
  const layouts: readonly Layout[] = shape.length > 2 ? [layout] : ['channelsFirst', 'channelsLast'];
  return { shape, names: new Map(layouts.map((each) => [each, name])) };
}

/** Returns a layout that the value already has; the one of convolutions where it has both. */
export const layoutOf = ({ names }: Value): Layout =>
  names.has('channelsFirst') ? 'channelsFirst' : 'channelsLast';

/** Returns, for each axis of a layout, the axis of TensorFlow.js's layout that it is. */
export function axesOf(rank: number, layout: Layout): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  if (layout === 'channelsLast' || rank <= 2) return axes;
  return [0, rank - 1, ...axes.slice(1, -1)];
}

/** Returns the place in a layout of an axis that TensorFlow.js counts, from the end where it is negative. */
export const axisIn = (layout: Layout, axis: number, rank: number): number =>
  axesOf(rank, layout).indexOf(axis < 0 ? axis + rank : axis);
