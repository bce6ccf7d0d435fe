/** ShuffleNet V2 as it is usually written with TensorFlow.js; nothing here knows of Selective Kernel networks. */
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { ChannelHalf } from './channelHalf.js';

interface ShuffleNetOptions {
  /** Height and width of the pictures. */
  readonly size: number;
  readonly classes: number;
  /** Of the three stages; 48, 96 and 192 are those of width 0.5 (Ma et al. 2018, Table 5). */
  readonly filters: readonly number[];
  readonly repeats: readonly number[];
}

/** For small pictures: no pool behind the first convolution. */
export function shuffleNetV2({ size, classes, filters, repeats }: ShuffleNetOptions): LayersModel {
  const images = input({ shape: [size, size, 1] });
  let x = convolution(images, 'conv1', 24, 3, 2);
  for (const [s, count] of repeats.entries()) {
    x = downUnit(x, `stage${s + 2}_1`, filters[s]!);
    for (let k = 2; k <= count; k++) x = unit(x, `stage${s + 2}_${k}`);
  }
  x = convolution(x, 'conv5', filters.at(-1)! * 2, 1);
  x = apply(layers.globalAveragePooling2d({ name: 'pool' }), x);
  const kernelInitializer = 'zeros';
  x = apply(layers.dense({ name: 'fc', units: classes, activation: 'softmax', kernelInitializer }), x);
  return model({ name: 'shufflenetv2', inputs: images, outputs: x });
}

/** Half of the channels pass, half are convolved. */
function unit(x: SymbolicTensor, name: string): SymbolicTensor {
  const passing = apply(new ChannelHalf({ name: `${name}_pass`, half: 0 }), x);
  const seen = apply(new ChannelHalf({ name: `${name}_see`, half: 1 }), x);
  return shuffled([passing, branch(seen, `${name}_b`, passing.shape[3]!, 1)], name);
}

/** Half the height and width, and two branches that see everything. */
function downUnit(x: SymbolicTensor, name: string, filters: number): SymbolicTensor {
  const shortcut = convolution(depthwise(x, `${name}_a_dw`, 2), `${name}_a_pw`, filters / 2, 1);
  return shuffled([shortcut, branch(x, `${name}_b`, filters / 2, 2)], name);
}

function branch(x: SymbolicTensor, name: string, filters: number, strides: number): SymbolicTensor {
  const y = convolution(x, `${name}_pw1`, filters, 1);
  return convolution(depthwise(y, `${name}_dw`, strides), `${name}_pw2`, filters, 1);
}

/** The channels of both in turn. */
function shuffled(halves: SymbolicTensor[], name: string): SymbolicTensor {
  const y = layers.concatenate({ name: `${name}_concat` }).apply(halves) as SymbolicTensor;
  const [, height, width, channels] = y.shape as [null, number, number, number];
  const split = layers.reshape({ name: `${name}_split`, targetShape: [height, width, 2, channels / 2] });
  const swap = layers.permute({ name: `${name}_swap`, dims: [1, 2, 4, 3] });
  const join = layers.reshape({ name: `${name}_join`, targetShape: [height, width, channels] });
  return apply(join, apply(swap, apply(split, y)));
}

function convolution(
  x: SymbolicTensor,
  name: string,
  filters: number,
  kernelSize: number,
  strides = 1,
): SymbolicTensor {
  const kernelInitializer = initializers.heNormal({ seed: filters });
  const settings = { kernelSize, strides, kernelInitializer, padding: 'same', useBias: false } as const;
  const y = normalised(apply(layers.conv2d({ name, filters, ...settings }), x), name);
  return apply(layers.activation({ name: `${name}_relu`, activation: 'relu' }), y);
}

/** Without a ReLU behind it. */
function depthwise(x: SymbolicTensor, name: string, strides: number): SymbolicTensor {
  const depthwiseInitializer = initializers.randomNormal({ stddev: 1 / 3, seed: x.shape[3]! });
  const settings = { kernelSize: 3, strides, depthwiseInitializer, padding: 'same', useBias: false } as const;
  return normalised(apply(layers.depthwiseConv2d({ name, ...settings }), x), name);
}

const normalised = (x: SymbolicTensor, name: string): SymbolicTensor =>
  apply(layers.batchNormalization({ name: `${name}_bn`, momentum: 0.9 }), x);

const apply = (layer: layers.Layer, x: SymbolicTensor): SymbolicTensor => layer.apply(x) as SymbolicTensor;
