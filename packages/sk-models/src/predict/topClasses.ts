/** What a classifier's outputs say. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dataflow } from '../graph/dataflow.js';
import { givesProbabilities } from '../graph/modelEnding.js';
import { modelMetadata } from '../metadata.js';
import { ModelError } from '../modelError.js';

/** One answer about an image. */
export interface ClassScore {
  /** 'class 17' where the model does not say what its classes are called. */
  readonly className: string;
  readonly index: number;
  /** 0 to 1. */
  readonly probability: number;
}

/**
 * The `k` most likely classes, the likeliest first. Outputs of a model that ends in a softmax, or in a sigmoid for each
 * class, are probabilities; those of any other are logits, and the softmax of them is taken.
 *
 * @param outputs Of the model for one image, a number for each class.
 * @throws ModelError where they are not as many as the model's classes
 */
export function topClasses(model: LayersModel, outputs: Float32Array, k = 5): readonly ClassScore[] {
  const classes = model.outputs[0]?.shape.at(-1);
  if (outputs.length !== classes) {
    throw new ModelError(
      `topClasses: '${model.name}' tells ${classes} classes apart, got ${outputs.length} outputs`,
    );
  }
  const { classNames } = modelMetadata(model);
  const probabilities = givesProbabilities(dataflow(model)) ? outputs : softmax(outputs);
  const ranked = [...probabilities.entries()].sort(([i, a], [j, b]) => b - a || i - j);
  return ranked.slice(0, k).map(([index, probability]) => ({
    className: classNames?.[index] ?? `class ${index}`,
    index,
    probability,
  }));
}

function softmax(logits: Float32Array): Float32Array {
  const greatest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return Float32Array.from(powers, (power) => power / sum);
}
