/** The names of weights in files: a row for each program that writes them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightBinding } from '../weights/weightBinding.js';
import { caffeNames } from './caffeNames.js';
import { modelWeights } from './modelWeights.js';
import { timmNames } from './timmNames.js';
import type { WeightView } from './weightViews.js';

interface WeightNaming {
  readonly bind: (model: LayersModel) => readonly WeightBinding[];
  /** Tells which tensors beside the weights may be there. */
  readonly ignore?: (tensor: string) => boolean;
}

export type NamingName = 'sk' | 'timm' | 'caffe';

export const namings: Readonly<Record<NamingName, WeightNaming>> = {
  /** Names and layouts of sk-models, which `tf.LayersModel.save` writes too. */
  sk: {
    bind: (model) => modelWeights(model).map(({ weight }) => ({ weight, tensor: weight, layout: 'same' })),
  },
  timm: {
    bind: timmNames,
    ignore: (tensor) => tensor === 'num_batches_tracked' || tensor.endsWith('.num_batches_tracked'),
  },
  /** Names of the authors' files. */
  caffe: { bind: caffeNames },
};

/** How a file is read: which of its tensors, and whose names they have. */
export interface Reading {
  readonly view: WeightView;
  readonly names: NamingName;
}

/**
 * Returns the reading that finds the most of the model's weights in a file; the first where none finds any.
 *
 * @param views At least one.
 * @param names The naming, where it is known.
 */
export function likeliestReading(
  model: LayersModel,
  views: readonly WeightView[],
  names: readonly NamingName[] = Object.keys(namings) as NamingName[],
): Reading {
  const readings = names.flatMap((name) => {
    const wanted = namings[name].bind(model);
    return views.map((view) => ({
      ...{ view, names: name },
      found: wanted.filter(({ tensor }) => view.source.tensors.has(tensor)).length,
    }));
  });
  return readings.reduce((best, reading) => (reading.found > best.found ? reading : best));
}
