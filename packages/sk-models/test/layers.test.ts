/** What holds for every layer: declared shapes, configurations that survive, a gradient for each weight, no leaks. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { layerSuite } from 'sk-conformance';
import {
  SkArithmetic,
  SkAveragePool2D,
  SkBatchNorm,
  SkChannelShuffle,
  SkChannelSlice,
  SkConv2D,
  SkDropout,
  SkDropPath,
  SkFit2D,
  SkFoldedConv2D,
  SkFusedConv2D,
  SkGroupedConv2D,
  SkGroupNorm,
  type SkLayer,
  SkMaxPool2D,
  SkNormalization,
  SkResize2D,
  SkSqueezeExcite,
} from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const branches = [
  { kernelSize: 3, groups: 2 },
  { kernelSize: 3, dilation: 2, groups: 4 },
  { kernelSize: 1 },
] as const;

type Case = readonly [title: string, make: () => SkLayer, learnable: number, weights: number];

const cases: readonly Case[] = [
  [
    'SkGroupedConv2D, dense with bias',
    () => new SkGroupedConv2D({ filters: 6, kernelSize: 3, seed: 1 }),
    438,
    2,
  ],
  [
    'SkGroupedConv2D, 2 groups, stride 2, dilation 2, asymmetric padding',
    () =>
      new SkGroupedConv2D({
        filters: 4,
        kernelSize: [3, 2],
        groups: 2,
        strides: 2,
        dilationRate: 2,
        padding: [2, 1, 0, 2],
        useBias: false,
        seed: 2,
      }),
    96,
    1,
  ],
  [
    "SkGroupedConv2D, depthwise, 'same'",
    () => new SkGroupedConv2D({ filters: 8, kernelSize: 5, groups: 8, padding: 'same', strides: 3, seed: 3 }),
    208,
    2,
  ],
  [
    'SkFusedConv2D, 2 groups, stride 2, ReLU',
    () =>
      new SkFusedConv2D({
        ...{ filters: 6, kernelSize: 3, groups: 2, strides: 2, padding: 1, activation: 'relu', seed: 10 },
      }),
    222,
    2,
  ],
  ['SkBatchNorm', () => new SkBatchNorm(), 16, 4],
  ['SkBatchNorm with ReLU', () => new SkBatchNorm({ relu: true, momentum: 0.9, epsilon: 1e-3 }), 16, 4],
  [
    'SkConv2D, three branches',
    () => new SkConv2D({ filters: 8, branches, reduction: 2, minWidth: 2, seed: 4 }),
    680,
    21,
  ],
  [
    'SkConv2D, stride 2',
    () => new SkConv2D({ filters: 8, branches, minWidth: 3, strides: 2, seed: 5 }),
    646,
    21,
  ],
  [
    'SkConv2D without attention',
    () => new SkConv2D({ filters: 8, branches, attention: false, seed: 6 }),
    544,
    15,
  ],
  [
    'SkConv2D, one branch',
    () => new SkConv2D({ filters: 4, branches: [{ kernelSize: 3 }], minWidth: 2, seed: 7 }),
    316,
    11,
  ],
  [
    'SkConv2D, split input and linear branches',
    () =>
      new SkConv2D({
        filters: 6,
        branches: [
          { kernelSize: 3, activation: 'linear' },
          { kernelSize: 5, groups: 2 },
        ],
        splitInput: true,
        minWidth: 4,
        seed: 8,
      }),
    620,
    16,
  ],
  [
    "SkConv2D, 'same' at stride 2",
    () =>
      new SkConv2D({
        ...{ filters: 8, branches: branches.slice(0, 2), minWidth: 3, strides: 2, padding: 'same', seed: 5 },
      }),
    542,
    16,
  ],
  [
    'SkConv2D, asymmetric padding',
    () =>
      new SkConv2D({ filters: 8, branches, minWidth: 3, strides: [1, 2], padding: [1, 2, 3, 1], seed: 5 }),
    646,
    21,
  ],
  [
    "SkFoldedConv2D, 'valid'",
    () =>
      new SkFoldedConv2D({
        filters: 8,
        branches: branches.slice(0, 2),
        minWidth: 3,
        padding: 'valid',
        seed: 5,
      }),
    523,
    7,
  ],
  [
    'SkFoldedConv2D, three branches',
    () => new SkFoldedConv2D({ filters: 8, branches, reduction: 2, minWidth: 2, seed: 11 }),
    652,
    9,
  ],
  [
    'SkFoldedConv2D without attention, split input, one linear branch, stride 2',
    () =>
      new SkFoldedConv2D({
        filters: 6,
        branches: [{ kernelSize: 3, activation: 'linear' }, { kernelSize: 5 }],
        attention: false,
        splitInput: true,
        strides: 2,
        seed: 12,
      }),
    828,
    4,
  ],
  ['SkSqueezeExcite', () => new SkSqueezeExcite({ reduction: 4, seed: 9 }), 42, 4],
  ['SkMaxPool2D, rounding up', () => new SkMaxPool2D({ poolSize: 3, strides: 2, ceil: true }), 0, 0],
  ['SkMaxPool2D, padded by 1', () => new SkMaxPool2D({ poolSize: 3, strides: 2, padding: 1 }), 0, 0],
  ['SkAveragePool2D, padded by 1', () => new SkAveragePool2D({ poolSize: 3, strides: 2, padding: 1 }), 0, 0],
  [
    'SkAveragePool2D, rounding up, of the pixels that are there',
    () => new SkAveragePool2D({ poolSize: [3, 2], padding: 1, ceil: true, countIncludePad: false }),
    0,
    0,
  ],
  ['SkResize2D, taller and narrower', () => new SkResize2D({ size: [11, 4] }), 0, 0],
  ['SkFit2D, cropped to be taller', () => new SkFit2D({ size: [11, 4], fit: 'crop' }), 0, 0],
  [
    'SkFit2D, padded, the nearest pixels',
    () => new SkFit2D({ size: 5, fit: 'pad', interpolation: 'nearest', fillValue: 0.5 }),
    0,
    0,
  ],
  ['SkFit2D, the centre', () => new SkFit2D({ size: [4, 6], fit: 'centre' }), 0, 0],
  ['SkGroupNorm', () => new SkGroupNorm({ groups: 4 }), 16, 2],
  ['SkGroupNorm, each channel, without offset', () => new SkGroupNorm({ groups: -1, center: false }), 8, 1],
  ['SkNormalization', () => new SkNormalization(), 0, 2],
  [
    'SkNormalization by numbers, inverted',
    () => new SkNormalization({ mean: 1, variance: [1, 2, 3, 4, 5, 6, 7, 8], invert: true }),
    0,
    0,
  ],
  ['SkArithmetic', () => new SkArithmetic({ operation: 'divide', constant: [1, 2, 3, 4, 5, 6, 7, 8] }), 0, 0],
  [
    'SkArithmetic, the constant first',
    () => new SkArithmetic({ operation: 'subtract', constant: 1, constantFirst: true }),
    0,
    0,
  ],
  ['SkDropout', () => new SkDropout({ rate: 0.3, seed: 4 }), 0, 0],
  [
    'SkDropout of channels',
    () => new SkDropout({ rate: 0.5, seed: 2, noiseShape: [null, 1, 1, null] }),
    0,
    0,
  ],
  ['SkDropPath', () => new SkDropPath({ rate: 0.2, seed: 1 }), 0, 0],
  ['SkChannelShuffle', () => new SkChannelShuffle({ groups: 2 }), 0, 0],
  ['SkChannelSlice', () => new SkChannelSlice({ from: 2, to: 7 }), 0, 0],
];

const image = [7, 9, 8] as const;

for (const [name, create, learnable, weightCount] of cases) {
  // With one branch the attention is 1 whatever its weights are.
  const zeroGradients = name === 'SkConv2D, one branch' ? /fc[12]\// : undefined;
  layerSuite({
    ...{ name, create, inputShape: image, trainableCount: learnable, backendName: 'cpu' },
    ...(zeroGradients === undefined ? {} : { zeroGradients }),
  });

  describe(name, () => {
    it('declares the weights that it creates', () => {
      const layer = create();
      layer.build([null, ...image]);
      const declared = layer.weightSpecs([1, ...image]);
      const created = layer.weights.map(
        (weight) => `${weight.originalName} ${weight.shape} ${weight.trainable}`,
      );
      expect(declared.map((spec) => `${spec.name} ${spec.shape} ${spec.trainable}`).sort()).toEqual(
        created.sort(),
      );
      expect(created).toHaveLength(weightCount);
    });

    it('counts in its parts what it learns and keeps', () => {
      const costs = create()
        .parts([1, ...image])
        .map(({ cost }) => cost);
      const values = create()
        .weightSpecs([1, ...image])
        .reduce((sum, { shape }) => sum + shape.reduce((n, d) => n * d, 1), 0);
      expect(costs.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(learnable);
      expect(costs.reduce((sum, { parameters, statistics }) => sum + parameters + statistics, 0)).toBe(
        values,
      );
    });
  });
}

layerSuite({
  name: 'SkFusedConv2D with a residual',
  create: () =>
    new SkFusedConv2D({ filters: 6, kernelSize: 3, residual: true, activation: 'relu', seed: 13 }),
  inputShape: [image, [5, 7, 6]],
  trainableCount: 438,
  backendName: 'cpu',
});

layerSuite({
  name: 'SkArithmetic of two inputs',
  create: () => new SkArithmetic({ operation: 'multiply' }),
  inputShape: [image, [1, 1, 8]],
  trainableCount: 0,
  backendName: 'cpu',
});

describe('initial weights', () => {
  const values = (seed: number, name: string): Float32Array => {
    const layer = new SkGroupedConv2D({ name, filters: 64, kernelSize: 3, seed });
    layer.build([null, 8, 8, 64]);
    return layer.getWeights()[0]?.dataSync() as Float32Array;
  };

  it("hang on the seed and on the weight's name alone", () => {
    expect(values(1, 'a')).toEqual(values(1, 'a'));
    expect(values(1, 'a')).not.toEqual(values(2, 'a'));
    expect(values(1, 'a')).not.toEqual(values(1, 'b'));
  });

  it('of convolutions have variance 2 / fan_in', () => {
    const kernel = values(3, 'c');
    const variance = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
    // 36,864 values: the estimate is within 3 % with four standard deviations to spare.
    expect(variance / (2 / (9 * 64))).toBeCloseTo(1, 1);
  });

  it('of the attention have a standard deviation of 0.01', () => {
    const layer = new SkConv2D({ filters: 64, branches, minWidth: 32, seed: 5 });
    layer.build([null, 8, 8, 8]);
    const fc2 = layer.weights
      .find(({ originalName }) => originalName.endsWith('fc2/kernel'))
      ?.read()
      .dataSync();
    const variance = (fc2 as Float32Array).reduce((sum, v) => sum + v * v, 0) / (fc2?.length as number);
    expect(Math.sqrt(variance)).toBeCloseTo(0.01, 3);
  });
});

it('an SK convolution has one output, so that tf.sequential takes it', () => {
  const model = sequential({
    layers: [
      new SkConv2D({ inputShape: [8, 8, 4], filters: 8, branches, minWidth: 2 }),
      layers.globalAveragePooling2d({}),
    ],
  });
  expect(model.outputs[0]?.shape).toEqual([null, 8]);
});
