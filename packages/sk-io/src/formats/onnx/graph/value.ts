/** What flows through the graph: one tensor of the model, in one or both layouts. */
import type { Shape } from '@tensorflow/tfjs-layers';

/**
 * `channelsLast` is how TensorFlow.js has a tensor, [N, ..., C]; `channelsFirst` is the same with its last axis moved,
 * [N, C, ...], as ONNX's convolutions, pools and batch norms want it. Up to rank 2 the two are one.
 */
export type Layout = 'channelsFirst' | 'channelsLast';

export interface Value {
  /** As TensorFlow.js has it, with the batch; null where a size is unknown. */
  readonly shape: Shape;
  /** Under which name the graph has it in a layout. */
  readonly names: Map<Layout, string>;
}

export function makeValue(shape: Shape, name: string, layout: Layout): Value {
  const layouts: readonly Layout[] = shape.length > 2 ? [layout] : ['channelsFirst', 'channelsLast'];
  return { shape, names: new Map(layouts.map((each) => [each, name])) };
}

/** A layout that the value already has; the one of convolutions where it has both. */
export const layoutOf = ({ names }: Value): Layout =>
  names.has('channelsFirst') ? 'channelsFirst' : 'channelsLast';

/** From TensorFlow.js's layout to another: axis i of the result is axis `order[i]`. */
export function axesOf(rank: number, layout: Layout): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  if (layout === 'channelsLast' || rank <= 2) return axes;
  return [0, rank - 1, ...axes.slice(1, -1)];
}

/** Where an axis that TensorFlow.js counts, from the end if negative, lies in a layout. */
export const axisIn = (layout: Layout, axis: number, rank: number): number =>
  axesOf(rank, layout).indexOf(axis < 0 ? axis + rank : axis);
