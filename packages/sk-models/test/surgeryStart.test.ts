/** Where a changed network begins, and that all of it learns from there. */
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { replaceConvs, type SurgeryStart } from 'sk-models';
import type { SkConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { noisyImages, randomise } from './foldTools.js';
import { apart, mobileNetV1, mobileNetV2, resNet } from './surgeryTools.js';

beforeAll(async () => {
  await start();
});

type Values = Record<string, Float32Array>;

/** By name within the model. */
const valuesOf = (model: LayersModel): Values =>
  Object.fromEntries(
    model.layers.flatMap(({ weights }) =>
      weights.map((weight) => [weight.originalName, weight.read().dataSync().slice() as Float32Array]),
    ),
  );

const times = (values: Float32Array | undefined, factor: number): Float32Array =>
  (values as Float32Array).map((value) => value * factor);

describe('a convolution with a batch norm', () => {
  const at = (start: SurgeryStart): { old: Values; fresh: Values; again: Values } => {
    const model = randomise(mobileNetV1());
    const changed = replaceConvs(model, { start, seed: 7 }).model;
    const another = replaceConvs(model, { start, seed: 7 }).model;
    const models = [model, changed, another];
    const [old, fresh, again] = models.map(valuesOf) as [Values, Values, Values];
    for (const each of models) each.dispose();
    return { old, fresh, again };
  };
  const branch = (values: Values, m: number): (Float32Array | undefined)[] =>
    ['kernel', 'gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (name) => values[`dw_1/branch${m}/${name}`],
    );
  const norm = (values: Values): (Float32Array | undefined)[] =>
    ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => values[`dw_1_bn/${name}`]);

  it("'same-function': branch 1 at twice its scale, branch 2 at none, equal attention", () => {
    const { old, fresh } = at('same-function');
    const [gamma, beta, mean, variance] = norm(old);
    expect(branch(fresh, 0)).toEqual([
      ...[old['dw_1/depthwise_kernel'], times(gamma, 2), times(beta, 2), mean, variance],
    ]);
    const [kernel, ...silent] = branch(fresh, 1);
    expect(silent.map((values) => new Set(values))).toEqual([0, 0, 0, 1].map((value) => new Set([value])));
    expect(new Set(kernel).size).toBeGreaterThan(50);
    expect(new Set(fresh['dw_1/fc2/kernel'])).toEqual(new Set([0]));
    expect(new Set(fresh['dw_1/fc1/kernel']).size).toBeGreaterThan(50);
  });

  it("'keep': branch 1 as it was, the others fresh", () => {
    const { old, fresh } = at('keep');
    expect(branch(fresh, 0)).toEqual([old['dw_1/depthwise_kernel'], ...norm(old)]);
    expect(new Set(fresh['dw_1/branch1/gamma'])).toEqual(new Set([1]));
    expect(new Set(fresh['dw_1/fc2/kernel']).size).toBeGreaterThan(50);
  });

  it("'random': all fresh and by the seed, and every other layer as it was", () => {
    const { old, fresh, again } = at('random');
    expect(fresh).toEqual(again);
    expect(fresh['dw_1/branch0/kernel']).not.toEqual(old['dw_1/depthwise_kernel']);
    expect(new Set(fresh['dw_1/branch0/gamma'])).toEqual(new Set([1]));
    for (const [name, values] of Object.entries(old)) {
      if (!name.startsWith('dw')) expect(fresh[name], name).toEqual(values);
    }
  });
});

it('a bias goes into the mean of a batch norm, or becomes the shift of a new one', () => {
  const x = input({ shape: [6, 6, 3], name: 'x' });
  const convs = ['a', 'b'].map((name) => layers.conv2d({ name, filters: 3, kernelSize: 3, padding: 'same' }));
  const [a, b] = convs.map((conv) => conv.apply(x) as SymbolicTensor) as [SymbolicTensor, SymbolicTensor];
  const outputs = [layers.batchNormalization({ name: 'bn' }).apply(a) as SymbolicTensor, b];
  const model = randomise(makeModel({ inputs: x, outputs }));
  const { model: changed } = replaceConvs(model, { match: 'dense' });
  const [old, fresh] = [valuesOf(model), valuesOf(changed)];
  const shifted = old['bn/moving_mean']?.map((mean, i) => mean - (old['a/bias'] as Float32Array)[i]!);
  expect(fresh['a/branch0/moving_mean']).toEqual(shifted);
  expect(fresh['b/branch0/beta']).toEqual(times(old['b/bias'], 2));
  model.dispose();
  changed.dispose();
});

describe("from 'same-function' every weight learns", () => {
  it.each([
    ['MobileNet V1', mobileNetV1, 'depthwise'],
    ['MobileNet V2', mobileNetV2, 'depthwise'],
    ['a residual network', resNet, 'dense'],
  ] as const)('of %s, and the loss falls', async (_, network, match) => {
    const model = network();
    const { model: changed } = replaceConvs(model, { match, seed: 3 });
    const [given, before, x] = [valuesOf(model), valuesOf(changed), noisyImages(model, 8)];
    const y = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 3], 'int32'), 4);
    expect(apart(changed, model, x)).toBeLessThan(1e-5);
    changed.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
    const held = tf.memory().numTensors;
    const losses: number[] = [];
    for (let step = 0; step < 20; step++)
      losses.push((await changed.trainOnBatch(x[0] as tf.Tensor, y)) as number);
    expect(tf.memory().numTensors).toBe(held);
    expect(losses.at(-1)).toBeLessThan(0.6 * (losses[0] as number));
    const after = valuesOf(changed);
    const still = Object.keys(after).filter((name) => `${after[name]}` === `${before[name]}`);
    expect(valuesOf(model)).toEqual(given);
    // A bias in front of a batch norm has no gradient.
    expect(still.filter((name) => !/conv_\w+\/bias|shortcut/.test(name))).toEqual([]);
    tf.dispose([x, y]);
    model.dispose();
    changed.dispose();
  });

  it('at the first step what is 0, at the second what multiplies it', async () => {
    const model = mobileNetV1();
    const { model: changed } = replaceConvs(model, { seed: 3 });
    const [x] = noisyImages(model, 8) as [tf.Tensor];
    const y = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 3], 'int32'), 4);
    changed.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
    const layer = changed.getLayer('dw_1') as SkConv2D;
    const moved = async (): Promise<string[]> => {
      const before = valuesOf(changed);
      await changed.trainOnBatch(x, y);
      const after = valuesOf(changed);
      return layer.trainableWeights
        .map(({ originalName }) => originalName)
        .filter((name) => `${after[name]}` !== `${before[name]}`)
        .map((name) => name.slice('dw_1/'.length));
    };
    const first = [
      'branch0/kernel',
      'branch0/gamma',
      'branch0/beta',
      'branch1/gamma',
      'branch1/beta',
      'fc2/kernel',
    ];
    expect(await moved()).toEqual(first);
    const second = [...first, 'branch1/kernel', 'fc1/kernel', 'fc1/gamma', 'fc1/beta'];
    expect((await moved()).sort()).toEqual(second.sort());
    tf.dispose([x, y]);
    model.dispose();
    changed.dispose();
  });
});
