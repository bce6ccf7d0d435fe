/** Finds the networks of the registry that a file of weights may belong to. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { findEntry, type ModelEntry, registry, withBlueprint } from 'sk-models';
import { fitsLayout } from '../weights/weightLayout.js';
import type { WeightSource } from '../weights/weightSource.js';
import { modelWeights } from './modelWeights.js';
import { type NamingName, namings } from './namings.js';

export interface FittingModel {
  readonly name: string;
  /** The program whose names the file has. */
  readonly names: NamingName;
  readonly numClasses: number;
}

/**
 * Returns all networks that fit, with any number of classes. Nothing is read and no weight is allocated.
 *
 * @param names Of the networks to try; by default all of the registry.
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
  const shapes = new Map(modelWeights(blueprint).map(({ weight, shape }) => [weight, shape]));
  return Object.entries(namings).flatMap(([names, { bind, ignore = () => false }]) => {
    const bindings = bind(blueprint);
    const wanted = new Set(bindings.map(({ tensor }) => tensor));
    const shapesFit = bindings.every(({ weight, tensor, layout }) => {
      const found = tensors.get(tensor)?.shape;
      const shape = shapes.get(weight);
      if (found === undefined || shape === undefined) return false;
      return weight.startsWith('classifier/') || fitsLayout(found, shape, layout);
    });
    if (bindings.length < shapes.size || !shapesFit) return [];
    if (![...tensors.keys()].every((name) => wanted.has(name) || ignore(name))) return [];
    const bias = bindings.find(({ weight }) => weight === 'classifier/bias')?.tensor;
    const numClasses = tensors.get(bias ?? '')?.shape[0] ?? entry.defaults.numClasses;
    return [{ name: entry.name, names: names as NamingName, numClasses }];
  });
}
