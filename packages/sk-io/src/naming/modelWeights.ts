/** Lists names and shapes of a model's weights; also of a model that is only described and has none. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { type Layer, readGraph } from 'sk-models/graph';
import { SkLayer } from 'sk-models/layers';

export interface ModelWeight {
  /** The weight's `originalName`. */
  readonly weight: string;
  /** Name within the layer, up to its last part: 'branch0' for 'branch0/kernel'; empty where it has one part. */
  readonly part: string;
  /** The last part of its name: 'kernel'. */
  readonly leaf: string;
  readonly shape: readonly number[];
  readonly layer: Layer;
}

/** Returns the weights in the order of computation, those of a shared layer once. */
export function modelWeights(model: LayersModel): readonly ModelWeight[] {
  const seen = new Set<Layer>();
  return readGraph(model).nodes.flatMap(({ layer, inputShapes }) => {
    if (seen.has(layer)) return [];
    seen.add(layer);
    if (layer.weights.length > 0 || !(layer instanceof SkLayer)) {
      return layer.weights.map(({ originalName, shape }) =>
        modelWeight(layer, originalName, shape as number[]),
      );
    }
    const input = elementAt(inputShapes, 0) as number[];
    return layer
      .weightSpecs(input)
      .map(({ name, shape }) => modelWeight(layer, `${layer.name}/${name}`, shape));
  });
}

function modelWeight(layer: Layer, weight: string, shape: readonly number[]): ModelWeight {
  const path = weight.slice(layer.name.length + 1);
  const end = path.lastIndexOf('/');
  return { weight, part: path.slice(0, Math.max(0, end)), leaf: path.slice(end + 1), shape, layer };
}
