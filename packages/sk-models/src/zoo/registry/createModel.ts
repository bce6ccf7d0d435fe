/** Creates networks by name. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type CreateOptions, createFrom } from '../family/createFrom.js';
import { findEntry } from './registry.js';

/**
 * Returns an untrained model that takes images [N, H, W, C] and gives probabilities [N, numClasses]. Its name, its
 * preprocessing and its class names are in its metadata.
 *
 * @param options By default what the paper trains the model on. The same seed gives the same weights on every machine.
 * @throws ModelError for a name that is not in the registry, for sizes that make no sense and options that do not exist;
 * ShapeError for an input too small for the network.
 */
export function createModel(name: string, options: CreateOptions = {}): LayersModel {
  return createFrom(findEntry(name), options);
}
