/** Layers that resize images. */
import { type Attributes, int, string } from '../graph/attributes.js';
import { type Converters, channelsFirst } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { refuseChannelsFirst } from './refuseChannelsFirst.js';
import { isSizeKnown } from './windows.js';

/** TensorFlow.js takes pixel i from i / size, not from pixel centres. */
const modes: Readonly<Record<'nearest' | 'bilinear', Attributes>> = {
  nearest: {
    mode: string('nearest'),
    nearest_mode: string('floor'),
    coordinate_transformation_mode: string('asymmetric'),
  },
  bilinear: { mode: string('linear'), coordinate_transformation_mode: string('asymmetric') },
};

/** Resizes x [N, C, H, W]. ONNX wants a size with batch and channels, which are read from the input. */
function resizeTo(g: LayerGraph, x: string, size: readonly number[], coordinates: string): string {
  const batchAndChannels = g.op('Shape', [x], { end: int(2) });
  const sizes = g.op('Concat', [batchAndChannels, g.ints(...size)], { axis: int(0) });
  const attributes = { mode: string('linear'), coordinate_transformation_mode: string(coordinates) };
  return g.op('Resize', [x, '', '', sizes], attributes);
}

const fit = channelsFirst<'SkFit2D'>((g, x, image) => {
  const { layer } = g.kind;
  const isStretched = layer.fit === 'stretch' && layer.interpolation === 'bilinear';
  if (!isSizeKnown(image)) {
    if (isStretched) return resizeTo(g, x, layer.size, 'half_pixel');
    g.refuse(`'${layer.fit}' on images of unknown size`, "images of a fixed size, or fit 'stretch'");
  }
  const [h, w] = [g.size(image, 1), g.size(image, 2)];
  const { top, left, height, width, border, places } = layer.steps(h, w);
  const [vertical, horizontal] = border;
  const part =
    height === h && width === w
      ? x
      : g.op('Slice', [x, g.ints(top, left), g.ints(top + height, left + width), g.ints(2, 3)]);
  const sides = g.ints(0, 0, vertical, horizontal, 0, 0, vertical, horizontal);
  const whole = vertical + horizontal === 0 ? part : g.op('Pad', [part, sides, g.scalar(layer.fillValue)]);
  if (places.every((along) => along === undefined)) return whole;
  if (layer.interpolation === 'bilinear') return resizeTo(g, whole, layer.size, 'half_pixel');
  return places.reduce<string>(
    (y, along, i) => (along === undefined ? y : g.op('Gather', [y, g.ints(...along)], { axis: int(i + 2) })),
    whole,
  );
});

export const resizeLayers: Converters<'UpSampling2D' | 'SkResize2D' | 'SkFit2D'> = {
  UpSampling2D: channelsFirst((g, x) => {
    refuseChannelsFirst(g);
    const { size, interpolation } = g.kind.settings;
    return g.op('Resize', [x, '', g.floats(1, 1, ...size)], modes[interpolation]);
  }),
  SkResize2D: channelsFirst((g, x) => resizeTo(g, x, g.kind.layer.size, 'align_corners')),
  SkFit2D: fit,
};
