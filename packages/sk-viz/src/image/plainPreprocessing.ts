/** How images become the input of a model that does not say it. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Preprocessing } from 'sk-models';
import { RasterError } from './rasterImage.js';

/**
 * Pixels from 0 to 1, in the size that the model reads.
 * @throws RasterError for a model that reads something else than images of a fixed size with 1 or 3 channels
 */
export function plainPreprocessing(model: LayersModel): Preprocessing {
  const [, height, width, channels] = model.inputs[0]?.shape ?? [];
  if (height == null || width == null || (channels !== 1 && channels !== 3)) {
    throw new RasterError(
      `The model '${model.name}' reads [${model.inputs[0]?.shape.join(', ')}]; images of fixed size with 1 or 3 channels are wanted.`,
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
