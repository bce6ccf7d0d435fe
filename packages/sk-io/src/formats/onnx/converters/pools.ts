/** Pools over windows and over whole images. */
import type { Shape } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import type { KindOf } from 'sk-models/graph';
import { int, ints } from '../graph/attributes.js';
import { type Converter, type Converters, channelsFirst } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { axisIn, layoutOf } from '../graph/value.js';
import { refuseChannelsFirst } from './refuseChannelsFirst.js';
import { isSizeKnown, windowAttributes } from './windows.js';

/** Makes the converter of a pool of TensorFlow.js. Padding never counts, which is ONNX's default. */
const stock = (type: string): Converter<'MaxPooling2D' | 'AveragePooling2D'> =>
  channelsFirst((g, x, image) => {
    refuseChannelsFirst(g);
    const { poolSize: kernel, strides, padding } = g.kind.settings;
    return g.op(type, [x], windowAttributes({ kernel, strides, padding, image }));
  });

type Sides = readonly [top: number, bottom: number, left: number, right: number];

const max = channelsFirst<'SkMaxPool2D'>((g, x, image) => {
  const { poolSize: kernel, strides } = g.kind.layer;
  return g.op('MaxPool', [x], windowAttributes({ kernel, strides, padding: covered(g, image) }));
});

/** Padding may count, but pixels that rounding up adds beyond it never do: where there are both, padding becomes an operator. */
const average = channelsFirst<'SkAveragePool2D'>((g, x, image) => {
  const { poolSize: kernel, strides, padding, countIncludePad } = g.kind.layer;
  const reach = covered(g, image);
  const [top, bottom, left, right] = padding;
  const beyond: Sides = [reach[0] - top, reach[1] - bottom, reach[2] - left, reach[3] - right];
  const pool = (from: string, pads: Sides, counts: boolean): string => {
    const window = windowAttributes({ kernel, strides, padding: pads });
    return g.op('AveragePool', [from], { ...window, count_include_pad: int(counts ? 1 : 0) });
  };
  if (!countIncludePad || beyond.every((side) => side === 0)) return pool(x, reach, countIncludePad);
  const padded = g.op('Pad', [x, g.ints(0, 0, top, left, 0, 0, bottom, right)]);
  return pool(padded, beyond, false);
});

/** Returns the layer's padding, with as much more as its windows cover when their number is rounded up. */
function covered(g: LayerGraph<KindOf<'SkMaxPool2D' | 'SkAveragePool2D'>>, image: Shape): Sides {
  const { poolSize, strides, padding, ceil } = g.kind.layer;
  if (!ceil) return padding;
  if (!isSizeKnown(image)) g.refuse('ceil on images of unknown size', 'images of a fixed size, or no ceil');
  const after = (axis: 0 | 1, before: number, least: number): number => {
    const [size, windows] = [g.size(image, axis + 1), g.size(g.outputShape(), axis + 1)];
    return Math.max(least, (windows - 1) * strides[axis] + poolSize[axis] - size - before);
  };
  const [top, bottom, left, right] = padding;
  return [top, after(0, top, bottom), left, after(1, left, right)];
}

/** Makes the converter of a pool over all pixels, in the layout that the input has. */
const global =
  (type: string): Converter<'GlobalAveragePooling2D' | 'GlobalMaxPooling2D'> =>
  (g, inputs) => {
    refuseChannelsFirst(g);
    const x = elementAt(inputs, 0);
    const layout = layoutOf(x);
    const axes = ints([1, 2].map((axis) => axisIn(layout, axis, 4)));
    const y = g.op(type, [g.read(x, layout)], { axes, keepdims: int(0) });
    return [g.output(y, 'channelsLast')];
  };

export const poolLayers: Converters<
  | 'SkMaxPool2D'
  | 'SkAveragePool2D'
  | 'MaxPooling2D'
  | 'AveragePooling2D'
  | 'GlobalAveragePooling2D'
  | 'GlobalMaxPooling2D'
> = {
  SkMaxPool2D: max,
  SkAveragePool2D: average,
  MaxPooling2D: stock('MaxPool'),
  AveragePooling2D: stock('AveragePool'),
  GlobalAveragePooling2D: global('ReduceMean'),
  GlobalMaxPooling2D: global('ReduceMax'),
};
