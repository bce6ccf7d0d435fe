/** Finds a weight of a layer by its name. */
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { Layer } from './modelGraph.js';

/** Returns the weight that is called so within its layer ('kernel', 'branch0/gamma'); undefined where there is none. */
export function findWeight(layer: Layer, name: string): LayerVariable | undefined {
  return layer.weights.find(({ originalName }) => `/${originalName}`.endsWith(`/${name}`));
}
