/** MobileNet V1 as it is usually written with TensorFlow.js; nothing here knows of Selective Kernel networks. */
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';

/** Filters and stride of the thirteen blocks (Howard et al. 2017, Table 1). */
const blocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

/** @param alpha Multiplies the filters of every layer. */
export function mobileNet(size: number, classes: number, alpha: number): LayersModel {
  const images = input({ shape: [size, size, 1] });
  let x = convolution(images, 'conv1', 32 * alpha, 2);
  for (const [k, [filters, strides]] of blocks.entries()) x = block(x, k + 1, filters * alpha, strides);
  x = layers.globalAveragePooling2d({ name: 'pool' }).apply(x) as SymbolicTensor;
  x = layers
    .dense({ name: 'predictions', units: classes, activation: 'softmax', kernelInitializer: 'zeros' })
    .apply(x) as SymbolicTensor;
  return model({ name: 'mobilenet', inputs: images, outputs: x });
}

function convolution(x: SymbolicTensor, name: string, filters: number, strides: number): SymbolicTensor {
  const kernelSize = strides === 2 ? 3 : 1;
  const kernelInitializer = initializers.heNormal({ seed: filters });
  const settings = { kernelSize, strides, kernelInitializer, padding: 'same', useBias: false } as const;
  const y = layers.conv2d({ name, filters, ...settings }).apply(x);
  return normalised(y as SymbolicTensor, name);
}

function block(x: SymbolicTensor, k: number, filters: number, strides: 1 | 2): SymbolicTensor {
  const name = `conv_dw_${k}`;
  const ends = [
    [0, 1],
    [0, 1],
  ] as [[number, number], [number, number]];
  const padded = strides === 1 ? x : layers.zeroPadding2d({ name: `conv_pad_${k}`, padding: ends }).apply(x);
  const padding = strides === 1 ? 'same' : 'valid';
  const depthwiseInitializer = initializers.randomNormal({ stddev: Math.sqrt(2 / 9), seed: k });
  const settings = { kernelSize: 3, strides, padding, depthwiseInitializer, useBias: false } as const;
  const y = layers.depthwiseConv2d({ name, ...settings }).apply(padded);
  return convolution(normalised(y as SymbolicTensor, name), `conv_pw_${k}`, filters, 1);
}

function normalised(x: SymbolicTensor, name: string): SymbolicTensor {
  const y = layers.batchNormalization({ name: `${name}_bn`, momentum: 0.8 }).apply(x) as SymbolicTensor;
  return layers.reLU({ name: `${name}_relu`, maxValue: 6 }).apply(y) as SymbolicTensor;
}
