/** Which models of the registry a file of weights may be of. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { findEntry, type ModelEntry, registry, withBlueprint } from 'sk-models';
import { fitsLayout } from '../weights/weightLayout.js';
import type { WeightSource } from '../weights/weightSource.js';
import { type NamingName, namings } from './namings.js';
import { type WeightPlace, weightPlaces } from './weightPlaces.js';

export interface FittingModel {
  readonly name: string;
  /** Whose names the file has. */
  readonly names: NamingName;
  readonly numClasses: number;
}

/**
 * All that fit, whatever classes the file tells apart. Nothing is read and no weight is allocated.
 * @param names Which to try; every registered one.
 */
export function fittingModels(
  source: WeightSource,
  names: Iterable<string> = registry.keys(),
): readonly FittingModel[] {
  return [...names].flatMap((name) => {
    const entry = findEntry(name);
    return withBlueprint(name, {}, (blueprint) => fits(entry, blueprint, source));
  });
}

function fits(entry: ModelEntry, blueprint: LayersModel, { tensors }: WeightSource): readonly FittingModel[] {
  const places = new Map(weightPlaces(blueprint).map((place) => [place.weight, place]));
  return Object.entries(namings).flatMap(([names, { bind, ignore = () => false }]) => {
    const bindings = bind(blueprint);
    const wanted = new Set(bindings.map(({ tensor }) => tensor));
    const shapesFit = bindings.every(({ weight, tensor, layout }) => {
      const found = tensors.get(tensor)?.shape;
      const { shape } = places.get(weight) as WeightPlace;
      return found !== undefined && (weight.startsWith('classifier/') || fitsLayout(found, shape, layout));
    });
    if (bindings.length < places.size || !shapesFit) return [];
    if (![...tensors.keys()].every((name) => wanted.has(name) || ignore(name))) return [];
    const bias = bindings.find(({ weight }) => weight === 'classifier/bias')?.tensor;
    const numClasses = tensors.get(bias ?? '')?.shape[0] ?? entry.defaults.numClasses;
    return [{ name: entry.name, names: names as NamingName, numClasses }];
  });
}
