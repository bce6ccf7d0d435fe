import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelMetadata, resizeInput, withMetadata } from 'sk-models';
import type { SizeOptions } from './sizeOptions.js';

/**
 * Returns the model as one that reads images of the size that the user says; the given one is disposed of where that is
 * another.
 *
 * @throws ModelError where it cannot read such images, with the reason.
 */
export function inImageSize(model: LayersModel, { imageSize }: SizeOptions): LayersModel {
  const [, height, width] = model.inputs[0]?.shape ?? [];
  if (imageSize === undefined || (height === imageSize && width === imageSize)) return model;
  const resized = resizeInput(model, [imageSize, imageSize]);
  model.dispose();
  return resized;
}

/** Writes the crop and the interpolation that the user says into the metadata of a model that has a preprocessing. */
export function applyCropOptions(model: LayersModel, { crop, interpolation }: SizeOptions): void {
  const { preprocessing } = modelMetadata(model);
  if (preprocessing === undefined) return;
  withMetadata(model, {
    preprocessing: {
      ...preprocessing,
      ...(crop !== undefined && { cropFraction: crop }),
      ...(interpolation !== undefined && { interpolation }),
    },
  });
}
