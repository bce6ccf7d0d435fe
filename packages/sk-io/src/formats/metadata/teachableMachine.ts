/** The metadata.json that Teachable Machine writes beside the model.json of an image model. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError, type ModelMetadata, type PixelScale, preprocessingOf } from 'sk-models';
import { ModelFileError } from '../../modelFileError.js';
import { classNamesIn } from './classLabels.js';

export interface TeachableMachineFile {
  readonly file: string;
  readonly classNames: readonly string[];
}

/**
 * Returns what the file says; undefined for one that is not of an image model of Teachable Machine.
 *
 * @throws ModelFileError for labels that are none.
 */
export function readTeachableMachine(value: unknown, file: string): TeachableMachineFile | undefined {
  const { packageName, labels } = (value ?? {}) as { packageName?: unknown; labels?: unknown };
  if (packageName !== '@teachablemachine/image') return undefined;
  return { file, classNames: classNamesIn(labels, `${file}: labels`) };
}

/** Its library divides by 127, so that white is a little above 1, and takes the largest square in the centre. */
const scale: PixelScale = {
  mean: [127 / 255],
  std: [127 / 255],
  cropFraction: 1,
  interpolation: 'bilinear',
};

/** Returns the metadata of the model beside the file. @throws ModelFileError where the two do not belong together. */
export function teachableMachineFor(
  model: LayersModel,
  { file, classNames }: TeachableMachineFile,
): ModelMetadata {
  const classes = model.outputs[0]?.shape.at(-1);
  if (classes !== classNames.length) {
    throw new ModelFileError(
      file,
      `has ${classNames.length} labels, and the model tells ${classes} classes apart`,
    );
  }
  try {
    return { classNames, preprocessing: preprocessingOf(model, scale) };
  } catch (error) {
    throw error instanceof ModelError ? new ModelFileError(file, error.message, { cause: error }) : error;
  }
}
