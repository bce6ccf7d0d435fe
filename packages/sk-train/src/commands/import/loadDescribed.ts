/** Folders of TensorFlow.js whose model says what its classes are or how pixels become its input. */
import { basename } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError, type WeightSource } from 'sk-io';
import { printNote } from 'sk-io/command';
import { loadModel } from 'sk-io/node';
import { modelMetadata } from 'sk-models';
import { limitsOf } from '../parts/limitOption.js';
import type { NetworkOptions } from './options.js';

/**
 * Loads the model of a folder as it is, with its classes, its preprocessing and the size of its input.
 *
 * @returns Undefined for other files, for a model that says nothing of these, and where an option is about a network by name.
 */
export async function loadDescribed(
  path: string,
  { what }: WeightSource,
  options: NetworkOptions,
): Promise<LayersModel | undefined> {
  const { model, classes, channels, newClassifier, prefix, ema, allowNonFinite = false } = options;
  const ofNetwork = [model, classes, channels, newClassifier, prefix, ema];
  if (basename(what) !== 'model.json' || ofNetwork.some((option) => option !== undefined)) return undefined;
  let described: LayersModel;
  try {
    described = await loadModel(path, { allowNonFinite, ...limitsOf(options) });
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    printNote(`${error.message}: its weights alone are taken`);
    return undefined;
  }
  const { classNames, preprocessing } = modelMetadata(described);
  if (classNames !== undefined || preprocessing !== undefined) return described;
  described.dispose();
  return undefined;
}
