/** Networks as people write them with TensorFlow.js's own layers, small, and what tests of surgery do with them. */
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { describeModel, type ReplaceConvsOptions, replaceConvs, type Surgery } from 'sk-models';
import { expect } from 'vitest';
import { noisyImages, predict, randomise } from './foldTools.js';

type Apply = { apply(x: SymbolicTensor): unknown };

export const through = (x: SymbolicTensor, ...path: Apply[]): SymbolicTensor =>
  path.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x);

const bn = (name: string, epsilon = 1e-3): Apply =>
  layers.batchNormalization({ name, epsilon, momentum: 0.99 });
const relu6 = (name: string): Apply => layers.reLU({ name, maxValue: 6 });

/** Kernels as He et al. would draw them, the same each time: tfjs seeds none of its own. */
function seeded(model: LayersModel): LayersModel {
  model.weights.forEach((weight, k) => {
    const shape = weight.shape as number[];
    if (!/kernel$/.test(weight.originalName)) return;
    const isDepthwise = weight.originalName.endsWith('depthwise_kernel');
    const fanIn = (isDepthwise ? shape.slice(0, 2) : shape.slice(0, -1)).reduce((n, size) => n * size, 1);
    tf.tidy(() => void weight.write(tf.randomNormal(shape, 0, Math.sqrt(2 / fanIn), 'float32', k + 1)));
  });
  return model;
}

/** MobileNet V1 as Keras writes it: padding as a layer before stride 2. */
export function mobileNetV1(size = 16): LayersModel {
  const x = input({ shape: [size, size, 3], name: 'images' });
  const block = (y: SymbolicTensor, k: number, filters: number, strides: number): SymbolicTensor => {
    const padded =
      strides === 1
        ? y
        : through(
            y,
            layers.zeroPadding2d({
              name: `pad_${k}`,
              padding: [
                [0, 1],
                [0, 1],
              ],
            }),
          );
    const padding = strides === 1 ? 'same' : 'valid';
    return through(
      padded,
      layers.depthwiseConv2d({ name: `dw_${k}`, kernelSize: 3, strides, padding, useBias: false }),
      bn(`dw_${k}_bn`),
      relu6(`dw_${k}_relu`),
      layers.conv2d({ name: `pw_${k}`, filters, kernelSize: 1, useBias: false }),
      bn(`pw_${k}_bn`),
      relu6(`pw_${k}_relu`),
    );
  };
  const stem = through(
    x,
    layers.conv2d({ name: 'conv1', filters: 8, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
    bn('conv1_bn'),
    relu6('conv1_relu'),
  );
  const y = through(
    block(block(block(stem, 1, 16, 1), 2, 16, 2), 3, 24, 1),
    layers.globalAveragePooling2d({ name: 'pool' }),
    layers.dense({ name: 'classes', units: 4, activation: 'softmax' }),
  );
  return seeded(makeModel({ inputs: x, outputs: y, name: 'mobilenet_v1' }));
}

/** Inverted residuals of MobileNet V2. */
export function mobileNetV2(size = 12): LayersModel {
  const x = input({ shape: [size, size, 3], name: 'images' });
  const block = (y: SymbolicTensor, k: number, filters: number, strides: number): SymbolicTensor => {
    const channels = y.shape[3] as number;
    const z = through(
      y,
      layers.conv2d({ name: `expand_${k}`, filters: channels * 3, kernelSize: 1, useBias: false }),
      bn(`expand_${k}_bn`),
      relu6(`expand_${k}_relu`),
      layers.depthwiseConv2d({ name: `dw_${k}`, kernelSize: 3, strides, padding: 'same', useBias: false }),
      bn(`dw_${k}_bn`),
      relu6(`dw_${k}_relu`),
      layers.conv2d({ name: `project_${k}`, filters, kernelSize: 1, useBias: false }),
      bn(`project_${k}_bn`),
    );
    const isResidual = strides === 1 && channels === filters;
    return isResidual ? (layers.add({ name: `add_${k}` }).apply([y, z]) as SymbolicTensor) : z;
  };
  const stem = through(x, layers.conv2d({ name: 'conv1', filters: 6, kernelSize: 1 }));
  const y = through(
    block(block(block(stem, 1, 6, 1), 2, 8, 2), 3, 8, 1),
    layers.globalAveragePooling2d({ name: 'pool' }),
    layers.dense({ name: 'classes', units: 4, activation: 'softmax' }),
  );
  return seeded(makeModel({ inputs: x, outputs: y, name: 'mobilenet_v2' }));
}

/** Basic blocks with biases and a projection, as many tutorials write them. */
export function resNet(size = 10): LayersModel {
  const x = input({ shape: [size, size, 3], name: 'images' });
  const conv = (name: string, filters: number, strides = 1, kernelSize = 3): Apply =>
    layers.conv2d({ name, filters, kernelSize, strides, padding: 'same' });
  const relu = (name: string): Apply => layers.activation({ name, activation: 'relu' });
  const block = (y: SymbolicTensor, k: number, filters: number, strides: number): SymbolicTensor => {
    const z = through(
      y,
      conv(`conv_${k}a`, filters, strides),
      bn(`bn_${k}a`),
      relu(`relu_${k}a`),
      conv(`conv_${k}b`, filters),
      bn(`bn_${k}b`),
    );
    const shortcut = strides === 1 ? y : through(y, conv(`shortcut_${k}`, filters, strides, 1));
    const sum = layers.add({ name: `add_${k}` }).apply([shortcut, z]) as SymbolicTensor;
    return through(sum, relu(`relu_${k}b`));
  };
  const y = through(
    block(block(through(x, conv('conv1', 8)), 1, 8, 1), 2, 12, 2),
    layers.globalAveragePooling2d({ name: 'pool' }),
    layers.dense({ name: 'classes', units: 4, activation: 'softmax' }),
  );
  return seeded(makeModel({ inputs: x, outputs: y, name: 'resnet' }));
}

/** Largest difference of any output, relative to its largest value where that is above 1. */
export function apart(got: LayersModel, wanted: LayersModel, inputs = noisyImages(wanted)): number {
  return tf.tidy(() => {
    const [ys, zs] = [predict(got, inputs), predict(wanted, inputs)];
    expect(ys.map(({ shape }) => shape)).toEqual(zs.map(({ shape }) => shape));
    const most = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0] as number;
    return Math.max(...zs.map((z, i) => most(tf.sub(ys[i] as tf.Tensor, z)) / Math.max(1, most(z))));
  });
}

/** Single precision, over a dozen layers. */
const tolerance = 1e-5;

/**
 * Gives the model statistics that matter, operates, and holds the outcome to its promises: the same outputs, nothing leaked,
 * and a report that counts what is there. Its caller disposes of the models.
 */
export function operate(model: LayersModel, options: ReplaceConvsOptions = {}): Surgery {
  randomise(model);
  const held = tf.memory().numTensors;
  const surgery = replaceConvs(model, { seed: 1, ...options, dryRun: false });
  expect(tf.memory().numTensors).toBe(held + surgery.model.weights.length);
  const inputs = noisyImages(model);
  expect(apart(surgery.model, model, inputs)).toBeLessThan(tolerance);
  tf.dispose(inputs);
  const { parameters, statistics, macs, attentionScaling } = describeModel(surgery.model);
  expect(surgery.report.after).toEqual({ parameters, statistics, macs, attentionScaling });
  const before = describeModel(model);
  expect(surgery.report.before).toEqual({
    parameters: before.parameters,
    statistics: before.statistics,
    macs: before.macs,
    attentionScaling: before.attentionScaling,
  });
  return surgery;
}
