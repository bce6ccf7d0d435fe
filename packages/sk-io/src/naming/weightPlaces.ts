/** Names and shapes of a model's weights; also of a model that is only described and has none. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Layer, layerUses } from 'sk-models/graph';
import { SkLayer } from 'sk-models/layers';

export interface WeightPlace {
  /** The weight's `originalName`. */
  readonly weight: string;
  /** Within its layer. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly layer: Layer;
}

/** In the order of computation; of a shared layer once. */
export function weightPlaces(model: LayersModel): readonly WeightPlace[] {
  const seen = new Set<Layer>();
  return layerUses(model).flatMap(({ layer, inputs }) => {
    if (seen.has(layer)) return [];
    seen.add(layer);
    const place = (weight: string, shape: readonly number[]): WeightPlace => ({
      ...{ weight, shape, layer },
      path: weight.slice(layer.name.length + 1),
    });
    if (layer.weights.length > 0 || !(layer instanceof SkLayer)) {
      return layer.weights.map(({ originalName, shape }) => place(originalName, shape as number[]));
    }
    const input = inputs[0]?.shape as number[];
    return layer.weightSpecs(input).map(({ name, shape }) => place(`${layer.name}/${name}`, shape));
  });
}
