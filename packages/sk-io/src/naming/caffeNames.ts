/** Names weights of SKNets as the authors' network files do (sknet50.prototxt, sknet101.prototxt). */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Layer } from 'sk-models/graph';
import { branchName, SkConv2D } from 'sk-models/layers';
import type { WeightBinding, WeightLayout } from '../weights/weightBinding.js';
import { modelWeights } from './modelWeights.js';

/** Caffe's name of each weight within its layer. */
const parameters: Readonly<Record<string, string>> = {
  kernel: 'weights',
  bias: 'bias',
  gamma: 'scale',
  beta: 'shift',
  moving_mean: 'mean',
  moving_variance: 'variance',
};

/** Returns a binding for each weight of the model. */
export function caffeNames(model: LayersModel): readonly WeightBinding[] {
  return modelWeights(model).map(({ weight, part, leaf, shape, layer }): WeightBinding => {
    const name = [...caffeLayer(layer, part, leaf), parameters[leaf] ?? leaf].join('/');
    return { weight, tensor: name, layout: layoutOf(shape.length) };
  });
}

function layoutOf(rank: number): WeightLayout {
  if (rank === 4) return 'oihw';
  return rank === 2 ? 'oi' : 'same';
}

/** @param part Of an SK convolution, whose parts are layers of their own in Caffe: branch0, fc1. */
function caffeLayer(layer: Layer, part: string, leaf: string): readonly string[] {
  if (!(layer instanceof SkConv2D) || part === '') return [layer.name];
  const unit = layer.name.replace(/^SK_/, 'conv');
  const branch = layer.branches[Number(/^branch(\d+)$/.exec(part)?.[1])];
  const inUnit = branch === undefined ? `B_${part}` : branchName(branch);
  return [unit, inUnit, ...(leaf === 'kernel' ? [] : ['bn'])];
}
