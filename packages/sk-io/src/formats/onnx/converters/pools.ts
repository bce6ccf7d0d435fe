/** Pools over windows and over whole images. */
import type { Shape } from '@tensorflow/tfjs-layers';
import type { SkAveragePool2D, SkPool2D } from 'sk-models/layers';
import { int, ints } from '../graph/attributes.js';
import { type Converter, type Converters, channelsFirst } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { axisIn, layoutOf, type Value } from '../graph/value.js';
import { refuseChannelsFirst } from './refuseChannelsFirst.js';
import { isSizeKnown, windowAttributes } from './windows.js';

interface PoolConfig {
  readonly poolSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
}

/** Of TensorFlow.js. Padding never counts, which is what ONNX does unless it is told otherwise. */
const stock = (type: string): Converter =>
  channelsFirst((g, x, image) => {
    refuseChannelsFirst(g);
    const { poolSize: kernel, strides, padding } = g.layer.getConfig() as object as PoolConfig;
    return g.op(type, [x], windowAttributes({ kernel, strides, padding, image }));
  });

type Sides = readonly [top: number, bottom: number, left: number, right: number];

const max = channelsFirst((g, x, image) => {
  const { poolSize: kernel, strides } = g.layer as SkPool2D;
  return g.op('MaxPool', [x], windowAttributes({ kernel, strides, padding: covered(g, image) }));
});

/** Padding may count, but what rounding up adds beyond it never does: where there are both, padding becomes pixels. */
const average = channelsFirst((g, x, image) => {
  const { poolSize: kernel, strides, padding, countIncludePad } = g.layer as SkAveragePool2D;
  const reach = covered(g, image);
  const beyond = reach.map((side, i) => side - (padding[i] as number)) as object as Sides;
  const pool = (from: string, pads: Sides, counts: boolean): string => {
    const window = windowAttributes({ kernel, strides, padding: pads });
    return g.op('AveragePool', [from], { ...window, count_include_pad: int(counts ? 1 : 0) });
  };
  if (!countIncludePad || beyond.every((side) => side === 0)) return pool(x, reach, countIncludePad);
  const [top, bottom, left, right] = padding;
  const padded = g.op('Pad', [x, g.ints(0, 0, top, left, 0, 0, bottom, right)]);
  return pool(padded, beyond, false);
});

/** The layer's padding, and beyond it as much as its windows cover when their number is rounded up. */
function covered(g: LayerGraph, image: Shape): Sides {
  const { poolSize, strides, padding, ceil } = g.layer as SkPool2D;
  if (!ceil) return padding;
  if (!isSizeKnown(image)) g.refuse('ceil on images of unknown size', 'images of a fixed size, or no ceil');
  const after = (axis: 0 | 1, before: number, least: number): number => {
    const [size, windows] = [image[axis + 1], g.outputShape()[axis + 1]] as [number, number];
    return Math.max(least, (windows - 1) * strides[axis] + poolSize[axis] - size - before);
  };
  const [top, bottom, left, right] = padding;
  return [top, after(0, top, bottom), left, after(1, left, right)];
}

/** Over all pixels, in whichever layout they come. */
const global =
  (type: string): Converter =>
  (g, [x]) => {
    refuseChannelsFirst(g);
    const layout = layoutOf(x as Value);
    const axes = ints([1, 2].map((axis) => axisIn(layout, axis, 4)));
    const y = g.op(type, [g.read(x as Value, layout)], { axes, keepdims: int(0) });
    return [g.output(y, 'channelsLast')];
  };

export const poolLayers: Converters = {
  SkMaxPool2D: max,
  SkAveragePool2D: average,
  MaxPooling2D: stock('MaxPool'),
  AveragePooling2D: stock('AveragePool'),
  GlobalAveragePooling2D: global('ReduceMean'),
  GlobalMaxPooling2D: global('ReduceMax'),
};
