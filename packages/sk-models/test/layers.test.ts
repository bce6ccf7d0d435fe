/** What holds for every layer: declared shapes, configurations that survive, a gradient for each weight, no leaks. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as makeModel, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';
import {
  SkBatchNorm,
  SkChannelShuffle,
  SkConv2D,
  SkGroupedConv2D,
  type SkLayer,
  SkMaxPool2D,
  SkSqueezeExcite,
} from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveAndLoad, trainingGradients } from './modelTools.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const branches = [
  { kernelSize: 3, groups: 2 },
  { kernelSize: 3, dilation: 2, groups: 4 },
  { kernelSize: 1 },
] as const;

type Case = readonly [title: string, make: () => SkLayer, weights: number];

const cases: readonly Case[] = [
  ['SkGroupedConv2D, dense with bias', () => new SkGroupedConv2D({ filters: 6, kernelSize: 3, seed: 1 }), 2],
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
    1,
  ],
  [
    "SkGroupedConv2D, depthwise, 'same'",
    () => new SkGroupedConv2D({ filters: 8, kernelSize: 5, groups: 8, padding: 'same', strides: 3, seed: 3 }),
    2,
  ],
  ['SkBatchNorm', () => new SkBatchNorm(), 4],
  ['SkBatchNorm with ReLU', () => new SkBatchNorm({ relu: true, momentum: 0.9, epsilon: 1e-3 }), 4],
  [
    'SkConv2D, three branches',
    () => new SkConv2D({ filters: 8, branches, reduction: 2, minWidth: 2, seed: 4 }),
    21,
  ],
  ['SkConv2D, stride 2', () => new SkConv2D({ filters: 8, branches, minWidth: 3, strides: 2, seed: 5 }), 21],
  ['SkConv2D without attention', () => new SkConv2D({ filters: 8, branches, attention: false, seed: 6 }), 15],
  [
    'SkConv2D, one branch',
    () => new SkConv2D({ filters: 4, branches: [{ kernelSize: 3 }], minWidth: 2, seed: 7 }),
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
    16,
  ],
  ['SkSqueezeExcite', () => new SkSqueezeExcite({ reduction: 4, seed: 9 }), 4],
  ['SkMaxPool2D, rounding up', () => new SkMaxPool2D({ poolSize: 3, strides: 2, ceil: true }), 0],
  ['SkMaxPool2D, padded by 1', () => new SkMaxPool2D({ poolSize: 3, strides: 2, padding: 1 }), 0],
  ['SkChannelShuffle', () => new SkChannelShuffle({ groups: 2 }), 0],
];

const image = [7, 9, 8] as const;
const batch = (): tf.Tensor => tf.randomNormal([3, ...image], 0, 1, 'float32', 11);

describe.each(cases)('%s', (_, make, weightCount) => {
  const build = (layer: SkLayer) => {
    const x = input({ shape: [...image] });
    return makeModel({ inputs: x, outputs: layer.apply(x) as SymbolicTensor });
  };

  it('puts out what it declares', () => {
    const model = build(make());
    const y = model.predict(batch()) as tf.Tensor;
    expect([null, ...y.shape.slice(1)]).toEqual(model.outputs[0]?.shape);
    expect(model.weights).toHaveLength(weightCount);
  });

  it('declares the weights that it creates', () => {
    const layer = make();
    const model = build(layer);
    const declared = layer
      .weightSpecs([1, ...image])
      .map(({ name, shape }) => `${layer.name}/${name} ${shape}`);
    expect(model.weights.map(({ originalName, shape }) => `${originalName} ${shape}`).sort()).toEqual(
      declared.sort(),
    );
  });

  it('comes back from its configuration', () => {
    const layer = make();
    const config = JSON.parse(JSON.stringify(layer.getConfig()));
    const twin = new (layer.constructor as new (args: object) => SkLayer)(config);
    expect(twin.getConfig()).toEqual(layer.getConfig());
  });

  it('survives saving and loading', async () => {
    const model = build(make());
    const loaded = await saveAndLoad(model);
    const [before, after] = [model, loaded].map((m) => (m.predict(batch()) as tf.Tensor).arraySync());
    expect(after).toEqual(before);
  });

  it('has a finite gradient for every trainable weight', () => {
    const model = build(make());
    const grads = trainingGradients(model, batch());
    expect(Object.keys(grads)).toHaveLength(model.trainableWeights.length);
    for (const values of Object.values(grads)) expect(values.every(Number.isFinite)).toBe(true);
  });

  it('leaves no tensor behind', () => {
    const model = build(make());
    const x = batch();
    const before = tf.memory().numTensors;
    tf.dispose(model.predict(x));
    tf.dispose(model.apply(x, { training: true }) as tf.Tensor);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before - weightCount);
  });
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
