/** Keeps parts of a model as they are, as a recipe names them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { freezeStages } from 'sk-models';
import { classifierOf } from '../optim/classifierOf.js';

/** Stands for everything but the classifier. */
const all = 'all';

/**
 * Freezes parts of a model by the names in the `freeze` of a recipe.
 *
 * @returns The names of the layers with weights that were frozen.
 * @throws ModelError for a name that nothing has, with the stages that there are.
 */
export function freezeParts(model: LayersModel, parts: readonly string[] = []): ReadonlySet<string> {
  return new Set(
    parts.flatMap((part) => {
      if (part !== all) return freezeStages(model, part);
      const classifier = classifierOf(model);
      return freezeStages(model, (layer) => layer !== classifier);
    }),
  );
}
