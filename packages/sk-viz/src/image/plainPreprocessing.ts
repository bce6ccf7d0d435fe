/** The preprocessing of a model that has none of its own. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Preprocessing } from 'sk-models';
import { RasterError } from './rasterImage.js';

/**
 * Returns a preprocessing with pixels from 0 to 1, in the size of the model's input.
 * @throws RasterError for a model whose input is no image of a fixed size with 1 or 3 channels.
 */
export function plainPreprocessing(model: LayersModel): Preprocessing {
  const [, height, width, channels] = model.inputs[0]?.shape ?? [];
  if (height == null || width == null || (channels !== 1 && channels !== 3)) {
    throw new RasterError(
      `plainPreprocessing: the input of '${model.name}' wants images of a fixed size with 1 or 3 channels, got [${model.inputs[0]?.shape.join(', ')}]. Name a model that reads images.`,
    );
  }
  const each = (value: number): number[] => new Array<number>(channels).fill(value);
  return {
    size: [height, width],
    channels,
    mean: each(0),
    std: each(1),
    cropFraction: 1,
    interpolation: 'bilinear',
  };
}
