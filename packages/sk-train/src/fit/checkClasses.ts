/** Checks that a model tells apart as many classes as its training images have. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { DataError } from 'sk-io';
import type { Dataset } from 'sk-models';

/** @throws DataError */
export function checkClasses(model: LayersModel, train: Dataset): void {
  const classes = model.outputs[0]?.shape[1];
  if (train.size === 0) throw new DataError('the training set has no images');
  if (classes !== train.classNames.length) {
    throw new DataError(
      `the training set has ${train.classNames.length} classes, "${model.name}" tells ${classes} apart`,
    );
  }
}
