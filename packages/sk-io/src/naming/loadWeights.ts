/** Loads an opened file of weights into a model, whichever program named them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError } from '../modelFileError.js';
import type { WeightBinding } from '../weights/weightBinding.js';
import type { WeightSource } from '../weights/weightSource.js';
import { assignWeights } from './assignWeights.js';
import { likeliestNaming, type NamingName, namings } from './namings.js';

export interface LoadWeightsOptions {
  /** The program whose names the file has; by default the one that fits best. */
  readonly names?: NamingName;
  /**
   * Leave the layer `classifier` as it is, for a model with other classes than the file's; false demands that the file's
   * classifier fits. false.
   */
  readonly newClassifier?: boolean;
}

/**
 * Loads weights. Everything is checked before the first weight is written.
 *
 * @throws ModelFileError that lists by name what does not fit.
 */
export async function loadWeights(
  model: LayersModel,
  source: WeightSource,
  { names = likeliestNaming(model, source), newClassifier = false }: LoadWeightsOptions = {},
): Promise<void> {
  const { bind, ignore } = namings[names];
  const bindings = bind(model);
  if (!newClassifier) checkClasses(model, source, bindings);
  await assignWeights(model, source, bindings, {
    ...(ignore !== undefined && { ignore }),
    ...(newClassifier && { keep: isClassifier }),
  });
}

const isClassifier = (weight: string): boolean => weight.startsWith('classifier/');

/** Refuses another number of classes in one sentence, before a list of misshapen tensors would. */
function checkClasses(model: LayersModel, source: WeightSource, bindings: readonly WeightBinding[]): void {
  const bias = bindings.find(({ weight }) => weight === 'classifier/bias');
  const found = source.tensors.get(bias?.tensor ?? '')?.shape;
  const wanted = model.outputs[0]?.shape.at(-1);
  const [classes, ...more] = found ?? [];
  if (classes === undefined || more.length > 0 || classes === wanted) return;
  throw new ModelFileError(
    source.what,
    `tells ${classes} classes apart and the model ${wanted}: make it with numClasses: ${classes}, or load with newClassifier: true to train its classifier anew`,
  );
}
