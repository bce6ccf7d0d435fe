/** The names of weights in files: a row for each program that writes them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightBinding } from '../weights/weightBinding.js';
import type { WeightSource } from '../weights/weightSource.js';
import { caffeNames } from './caffeNames.js';
import { modelWeights } from './modelWeights.js';
import { timmNames } from './timmNames.js';

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

/** Returns the naming that finds the most of the model's weights in the file; `sk` where none finds any. */
export function likeliestNaming(model: LayersModel, { tensors }: WeightSource): NamingName {
  const found = (name: NamingName): number =>
    namings[name].bind(model).filter(({ tensor }) => tensors.has(tensor)).length;
  const names = Object.keys(namings) as NamingName[];
  const [best] = names.map((name) => ({ name, found: found(name) })).sort((a, b) => b.found - a.found);
  return best?.name ?? 'sk';
}
