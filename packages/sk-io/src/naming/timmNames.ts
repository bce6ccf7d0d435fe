/**
 * Names weights as timm's ResNet family does (timm/models/resnet.py, sknet.py): of models whose layers have the names of
 * timm's modules, with / for ., and of those with the names of the authors' network files.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Layer, layerKind } from 'sk-models/graph';
import type { WeightBinding, WeightLayout } from '../weights/weightBinding.js';
import { modelWeights } from './modelWeights.js';

/** PyTorch's name of each weight within its module. */
const parameters: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** Returns a binding for each weight of the model. Counts of batches, which PyTorch saves too, have no weight here. */
export function timmNames(model: LayersModel): readonly WeightBinding[] {
  const selective = model.layers.some(isSelective);
  return modelWeights(model).map(({ weight, part, leaf, shape, layer }): WeightBinding => {
    const module = partModule(part, leaf, isSelective(layer));
    const modules = [layerModule(layer.name, selective), ...(module === '' ? [] : [module])];
    return {
      weight,
      tensor: [...modules, parameters[leaf] ?? leaf].join('.'),
      layout: layoutOf(shape.length, module !== ''),
    };
  });
}

const isSelective = (layer: Layer): boolean => layerKind(layer).kind === 'SkConv2D';

/** Returns the layout of a weight. Fully connected layers inside of units are 1x1 convolutions in timm. */
function layoutOf(rank: number, inUnit: boolean): WeightLayout {
  if (rank === 4) return 'oihw';
  if (rank === 2) return inUnit ? 'oi11' : 'oi';
  return 'same';
}

/** Returns the module of a part of a layer: of timm's SelectiveKernel, or of the same name. */
function partModule(part: string, leaf: string, selective: boolean): string {
  if (!selective) return part.replaceAll('/', '.');
  const isKernel = leaf === 'kernel';
  const branch = /^branch(\d+)$/.exec(part)?.[1];
  if (branch !== undefined) return `paths.${branch}.${isKernel ? 'conv' : 'bn'}`;
  if (part === 'fc2') return 'attn.fc_select';
  return isKernel ? 'attn.fc_reduce' : 'attn.bn';
}

const positions = { '1x1_reduce': 1, '1x1_increase': 3 } as const;

/** Returns the module of a layer. @param selective Whether convolutions are pairs of modules, as in timm's SK units. */
function layerModule(name: string, selective: boolean): string {
  if (name === 'classifier') return 'fc';
  const isNorm = name.endsWith('/bn');
  if (/^conv1\/\d+x\d+/.test(name)) return isNorm ? 'bn1' : 'conv1';
  const [, stage, position, part = ''] = /^(?:conv|SK_)(\d+)_(\d+)(?:\/(\w+))?/.exec(name) ?? [];
  if (stage === undefined) return name.replaceAll('/', '.');
  const unit = `layer${Number(stage) - 1}.${Number(position) - 1}`;
  if (part === 'se') return `${unit}.se`;
  if (part === '1x1_proj') return `${unit}.downsample.${isNorm ? 1 : 0}`;
  const index = positions[part as keyof typeof positions] ?? 2;
  if (name.startsWith('SK_')) return `${unit}.conv${index}`;
  if (selective) return `${unit}.conv${index}.${isNorm ? 'bn' : 'conv'}`;
  return isNorm ? `${unit}.bn${index}` : `${unit}.conv${index}`;
}
