/** Layers that resize images. */
import { type Attributes, int, string } from '../graph/attributes.js';
import { type Converters, channelsFirst } from '../graph/converter.js';
import { refuseChannelsFirst } from './refuseChannelsFirst.js';

/** TensorFlow.js takes pixel i from i / size, not from pixel centres. */
const modes: Readonly<Record<'nearest' | 'bilinear', Attributes>> = {
  nearest: {
    mode: string('nearest'),
    nearest_mode: string('floor'),
    coordinate_transformation_mode: string('asymmetric'),
  },
  bilinear: { mode: string('linear'), coordinate_transformation_mode: string('asymmetric') },
};

export const resizeLayers: Converters<'UpSampling2D' | 'SkResize2D'> = {
  UpSampling2D: channelsFirst((g, x) => {
    refuseChannelsFirst(g);
    const { size, interpolation } = g.kind.settings;
    return g.op('Resize', [x, '', g.floats(1, 1, ...size)], modes[interpolation]);
  }),
  // ONNX wants a size with batch and channels, which are read from the input.
  SkResize2D: channelsFirst((g, x) => {
    const { size } = g.kind.layer;
    const batchAndChannels = g.op('Shape', [x], { end: int(2) });
    const sizes = g.op('Concat', [batchAndChannels, g.ints(...size)], { axis: int(0) });
    const attributes = { mode: string('linear'), coordinate_transformation_mode: string('align_corners') };
    return g.op('Resize', [x, '', '', sizes], attributes);
  }),
};
