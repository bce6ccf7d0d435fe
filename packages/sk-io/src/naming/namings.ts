/** How the weights of a model are called in files: a row for each of those who write them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightBinding } from '../weights/weightBinding.js';
import type { WeightSource } from '../weights/weightSource.js';
import { caffeNames } from './caffeNames.js';
import { timmNames } from './timmNames.js';
import { weightPlaces } from './weightPlaces.js';

interface WeightNaming {
  readonly bind: (model: LayersModel) => readonly WeightBinding[];
  /** Tensors that come with the weights and belong into none. */
  readonly ignore?: (tensor: string) => boolean;
}

export type NamingName = 'sk' | 'timm' | 'caffe';

export const namings: Readonly<Record<NamingName, WeightNaming>> = {
  /** As here: the names of weights, and their layouts, that `tf.LayersModel.save` writes too. */
  sk: {
    bind: (model) => weightPlaces(model).map(({ weight }) => ({ weight, tensor: weight, layout: 'same' })),
  },
  timm: {
    bind: timmNames,
    ignore: (tensor) => tensor === 'num_batches_tracked' || tensor.endsWith('.num_batches_tracked'),
  },
  /** The authors' own. */
  caffe: { bind: caffeNames },
};

/** The naming that finds the most of the model's weights in the file; `sk` where none finds any. */
export function likeliestNaming(model: LayersModel, { tensors }: WeightSource): NamingName {
  const found = (name: NamingName): number =>
    namings[name].bind(model).filter(({ tensor }) => tensors.has(tensor)).length;
  const names = Object.keys(namings) as NamingName[];
  const [best] = names.map((name) => ({ name, found: found(name) })).sort((a, b) => b.found - a.found);
  return best?.name ?? 'sk';
}
