import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError } from 'sk-io';
import { readClassNames, readPreprocessing } from 'sk-io/node';
import {
  type ModelMetadata,
  type Preprocessing,
  pixelScales,
  preprocessingOf,
  withMetadata,
} from 'sk-models';
import { type InputOptions, isScale } from './inputOptions.js';

/**
 * Writes what the user says into the metadata of a model.
 *
 * @throws ModelFileError for a file that says something else, or names another number of classes; ModelError for a model that
 * reads no images.
 */
export async function applyInputOptions(model: LayersModel, options: InputOptions): Promise<void> {
  const { preprocessing, labels } = options;
  const metadata: ModelMetadata = {
    ...(preprocessing !== undefined && { preprocessing: await chosenPreprocessing(model, preprocessing) }),
    ...(labels !== undefined && { classNames: await chosenNames(model, labels) }),
  };
  withMetadata(model, metadata);
}

async function chosenPreprocessing(model: LayersModel, choice: string): Promise<Preprocessing> {
  if (isScale(choice)) return preprocessingOf(model, pixelScales[choice]);
  const { scale, size } = await readPreprocessing(choice);
  return preprocessingOf(model, scale, size);
}

async function chosenNames(model: LayersModel, labels: string): Promise<readonly string[]> {
  const names = await readClassNames(labels);
  const classes = model.outputs[0]?.shape.at(-1);
  if (names.length === classes) return names;
  throw new ModelFileError(labels, `names ${names.length} classes, and the model tells ${classes} apart`);
}
