/** From an opened file of weights into a model of this package, whoever's names the file has. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError } from '../modelFileError.js';
import type { WeightBinding } from '../weights/weightBinding.js';
import type { WeightSource } from '../weights/weightSource.js';
import { assignWeights } from './assignWeights.js';
import { likeliestNaming, type NamingName, namings } from './namings.js';

export interface LoadWeightsOptions {
  /** Whose names the file has; those that fit best. */
  readonly names?: NamingName;
  /**
   * Leave the layer `classifier` as it is, for a model with other classes than the file's. false: the file's classifier
   * has to fit.
   */
  readonly newClassifier?: boolean;
}

/**
 * Everything is checked before the first weight is written.
 * @throws ModelFileError that lists by name what does not fit
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
    ...(ignore === undefined ? {} : { ignore }),
    ...(newClassifier ? { keep: isClassifier } : {}),
  });
}

const isClassifier = (weight: string): boolean => weight.startsWith('classifier/');

/** Says in one sentence what would be a list of misshapen tensors. */
function checkClasses(model: LayersModel, source: WeightSource, bindings: readonly WeightBinding[]): void {
  const bias = bindings.find(({ weight }) => weight === 'classifier/bias');
  const found = source.tensors.get(bias?.tensor ?? '')?.shape;
  const wanted = model.outputs[0]?.shape.at(-1);
  if (found?.length !== 1 || found[0] === wanted) return;
  throw new ModelFileError(
    source.what,
    `tells ${found[0]} classes apart and the model ${wanted}: make it with numClasses: ${found[0]}, or load with newClassifier: true to train its classifier anew`,
  );
}
