/** Loads an opened file of weights into a model, whichever program named them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkChoice, checkOptions, type OptionNames } from 'sk-core';
import { ModelFileError } from '../modelFileError.js';
import type { WeightBinding } from '../weights/weightBinding.js';
import type { WeightSource } from '../weights/weightSource.js';
import { assignWeights } from './assignWeights.js';
import { adaptedSource, inputKernel } from './inputChannels.js';
import { modelWeights } from './modelWeights.js';
import { likeliestReading, type NamingName, namings } from './namings.js';
import { viewNote } from './viewNote.js';
import { type ViewOptions, viewOptions, weightViews } from './weightViews.js';

export interface LoadWeightsOptions extends ViewOptions {
  /** The program whose names the file has; by default the one that fits best. */
  readonly names?: NamingName;
  /**
   * Leave the layer `classifier` as it is, for a model with other classes than the file's; false demands that the file's
   * classifier fits. false.
   */
  readonly newClassifier?: boolean;
  /**
   * Adapt the first convolution, for a model that reads images of another number of channels than the file's three, as timm
   * does: the sum of the three for one, or else the three in turns, times 3 / channels. false.
   */
  readonly adaptInput?: boolean;
  /** Take weights that are NaN or infinite too. false. */
  readonly allowNonFinite?: boolean;
  /** Called with a sentence where not all tensors of the file are taken, or not under the names that they have. */
  readonly onNote?: (text: string) => void;
}

export const loadWeightsOptions: OptionNames<LoadWeightsOptions> = {
  ...viewOptions,
  names: true,
  newClassifier: true,
  adaptInput: true,
  allowNonFinite: true,
  onNote: true,
};

/**
 * Loads weights, whatever a training program has put before their names ('module.', 'model.' and the like). Everything is
 * checked before the first weight is written.
 *
 * @throws ModelFileError that lists by name what does not fit, or names a weight that is not finite; OptionError for
 * options that do not exist.
 */
export async function loadWeights(
  model: LayersModel,
  source: WeightSource,
  options: LoadWeightsOptions = {},
): Promise<void> {
  checkOptions('loadWeights: options', options, loadWeightsOptions);
  const {
    newClassifier = false,
    adaptInput = false,
    allowNonFinite = false,
    onNote,
    names: named,
    ...viewing
  } = options;
  if (named !== undefined) checkChoice('loadWeights: names', named, Object.keys(namings));
  const known = named === undefined ? undefined : [named];
  const { view, names } = likeliestReading(model, weightViews(source, viewing), known);
  const { bind, ignore } = namings[names];
  const bindings = bind(model);
  const taken = adaptInput ? adapted(model, view.source, bindings) : view.source;
  if (!newClassifier) checkClasses(model, taken, bindings);
  await assignWeights(model, taken, bindings, {
    ...(ignore !== undefined && { ignore }),
    ...(newClassifier && { keep: isClassifier }),
    allowNonFinite,
  });
  const note = viewNote(view);
  if (note !== undefined) onNote?.(note);
}

const isClassifier = (weight: string): boolean => weight.startsWith('classifier/');

function adapted(model: LayersModel, source: WeightSource, bindings: readonly WeightBinding[]): WeightSource {
  const channels = model.inputs[0]?.shape.at(-1);
  const kernel = inputKernel(modelWeights(model), channels);
  const binding = bindings.find(({ weight }) => weight === kernel?.weight);
  return binding === undefined || channels == null ? source : adaptedSource(source, binding, channels);
}

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
