/** Names the classes that a classifier's outputs make likely. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { findLogits } from '../graph/logits.js';
import { readGraph } from '../graph/modelGraph.js';
import { modelMetadata } from '../metadata.js';
import { ModelError } from '../modelError.js';

/** A class, and how likely an image shows it. */
export interface ClassScore {
  /** 'class 17' where the model does not say what its classes are called. */
  readonly className: string;
  readonly index: number;
  /** 0 to 1. */
  readonly probability: number;
}

/**
 * Returns the `k` most likely classes, the likeliest first. Outputs of a model that ends in a softmax, or in a sigmoid for
 * each class, are probabilities; those of any other are logits, and the softmax of them is taken.
 *
 * @param outputs A number for each class, from the model for one image.
 * @throws ModelError where the outputs are not as many as the model's classes, and where one is not finite.
 */
export function topClasses(model: LayersModel, outputs: Float32Array, k = 5): readonly ClassScore[] {
  const classes = model.outputs[0]?.shape.at(-1);
  if (outputs.length !== classes) {
    throw new ModelError(
      `topClasses: outputs wants one number for each of the ${classes} classes of '${model.name}', got ${outputs.length}`,
    );
  }
  const wrong = outputs.findIndex((output) => !Number.isFinite(output));
  if (wrong >= 0) {
    throw new ModelError(
      `topClasses: '${model.name}' answers ${outputs[wrong]} for class ${wrong}: its weights, or the image that it saw, are not finite`,
    );
  }
  const { classNames } = modelMetadata(model);
  const isLogits = findLogits(readGraph(model)).squashes.length === 0;
  const probabilities = isLogits ? softmax(outputs) : outputs;
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
