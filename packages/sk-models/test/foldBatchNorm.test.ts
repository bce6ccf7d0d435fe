/** Folded models: the same outputs with fewer layers, and nothing folded that somebody else can see. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import {
  attentionModel,
  createModel,
  describeModel,
  foldBatchNorm,
  modelMetadata,
  trainingBytes,
} from 'sk-models';
import { SkBatchNorm, SkConv2D, SkGroupedConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, foldAndCompare, noisyImages, predict, randomise, withFeatures } from './foldTools.js';
import { saveAndLoad } from './modelTools.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const image = (): SymbolicTensor => input({ shape: [6, 6, 4], name: 'x' });
const conv = (name: string, options: object = {}): SkGroupedConv2D =>
  new SkGroupedConv2D({ name, filters: 4, kernelSize: 3, padding: 1, groups: 2, seed: 1, ...options });
const bn = (name: string, relu = false): SkBatchNorm => new SkBatchNorm({ name, relu });
const add = (name: string, ...xs: SymbolicTensor[]): SymbolicTensor =>
  layers.add({ name }).apply(xs) as SymbolicTensor;
const relu = (name: string): ReturnType<typeof layers.activation> =>
  layers.activation({ name, activation: 'relu' });
const through = (x: SymbolicTensor, ...path: { apply(x: SymbolicTensor): unknown }[]): SymbolicTensor =>
  path.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x);
const folded = (x: SymbolicTensor, ...outputs: SymbolicTensor[]): string[] =>
  foldAndCompare(makeModel({ inputs: x, outputs })).filter((name) => name !== 'x');

describe('networks on cpu', () => {
  it.each(['resnext_slim', 'senet_slim', 'sknet_slim', 'skresnext50_32x4d'])('%s', (name) => {
    const model = createModel(name, {
      ...{ widthMultiplier: 1 / 4, numClasses: 5, seed: 1, inputShape: [16, 16, 3] },
    });
    const left = foldAndCompare(withFeatures(model));
    expect(left.filter((layer) => layer.endsWith('/bn'))).toEqual([]);
    model.dispose();
  });
});

describe('a convolution takes over', () => {
  it('its batch norm and the ReLU in that', () => {
    const x = image();
    expect(folded(x, through(x, conv('a'), bn('a/bn', true), conv('b'), bn('b/bn')))).toEqual(['a', 'b']);
  });

  it('its batch norm and the ReLU behind that', () => {
    const x = image();
    const ends = [relu('b'), layers.reLU({ name: 'c' })];
    expect(ends.map((end) => folded(x, through(x, conv('a'), bn('a/bn'), end)))).toEqual([['a'], ['a']]);
  });

  it('the addition of a residual unit, and no second one', () => {
    const x = image();
    const sum = add('sum', through(x, conv('a'), bn('a/bn')), x);
    const again = add('again', sum, through(x, conv('b'), bn('b/bn')));
    expect(folded(x, through(again, relu('relu')))).toEqual(['a', 'b']);
    expect(folded(x, add('twice', sum, sum))).toEqual(['a', 'twice']);
  });

  it('an addition of two folded convolutions once', () => {
    const x = image();
    const paths = ['a', 'b'].map((name) => through(x, conv(name), bn(`${name}/bn`)));
    expect(folded(x, through(add('sum', ...paths), relu('relu')))).toEqual(['b', 'a']);
  });

  it('all of that with a bias, stride, dilation and uneven padding', () => {
    const x = input({ shape: [9, 8, 4], name: 'x' });
    const odd = { strides: 2, dilationRate: 2, padding: [1, 2, 3, 0], useBias: true };
    expect(folded(x, through(x, conv('a', odd), bn('a/bn', true)))).toEqual(['a']);
  });
});

describe("TensorFlow.js's layers", () => {
  it('conv2d, depthwiseConv2d and dense take over batch norms and ReLUs', () => {
    const model = sequential({
      layers: [
        layers.conv2d({ name: 'conv', inputShape: [8, 8, 3], filters: 4, kernelSize: 3, useBias: false }),
        layers.batchNormalization({ name: 'conv/bn', scale: false }),
        relu('conv/relu'),
        layers.depthwiseConv2d({ name: 'depthwise', kernelSize: 3, depthMultiplier: 2 }),
        layers.batchNormalization({ name: 'depthwise/bn', axis: 3, center: false, epsilon: 0.1 }),
        layers.reLU({ name: 'six', maxValue: 6 }),
        layers.dense({ name: 'dense', units: 5 }),
        bn('dense/bn', true),
        layers.flatten({ name: 'flat' }),
      ],
    });
    expect(foldAndCompare(model).slice(1)).toEqual(['conv', 'depthwise', 'six', 'dense', 'flat']);
  });

  it('lose the constraint of a kernel that it no longer is', () => {
    const kernelConstraint = 'maxNorm';
    const model = sequential({
      layers: [
        layers.conv2d({ name: 'conv', inputShape: [5, 5, 3], filters: 4, kernelSize: 3, kernelConstraint }),
        layers.batchNormalization({ name: 'bn' }),
      ],
    });
    expect(foldAndCompare(model).slice(1)).toEqual(['conv']);
  });
});

describe('nothing is folded', () => {
  it('where another layer reads the convolution too', () => {
    const x = image();
    const a = through(x, conv('a'));
    expect(folded(x, add('sum', a, through(a, bn('bn'))))).toEqual(['a', 'bn', 'sum']);
  });

  it('where the convolution or its batch norm is an output', () => {
    const x = image();
    const a = through(x, conv('a'));
    const y = through(a, bn('bn'));
    expect(folded(x, a, y)).toEqual(['a', 'bn']);
    expect(folded(x, y, through(y, relu('relu')))).toEqual(['a', 'relu']);
  });

  it('where the batch norm or the convolution is shared', () => {
    const x = image();
    const shared = bn('bn');
    const paths = ['a', 'b'].map((name) => through(x, conv(name), shared));
    expect(folded(x, add('sum', ...paths))).toEqual(['a', 'b', 'bn', 'sum']);
    const twice = conv('twice');
    const norms = ['c', 'd'].map((name) => through(x, twice, bn(name)));
    expect(folded(x, add('sum', ...norms))).toEqual(['twice', 'c', 'd', 'sum']);
  });

  it('where an addition broadcasts, adds three, or follows a ReLU', () => {
    const x = image();
    const path = (name: string, rectify = false): SymbolicTensor =>
      through(x, conv(name), bn(`${name}/bn`, rectify));
    const row = input({ shape: [1, 6, 4], name: 'row' });
    const wide = makeModel({ inputs: [x, row], outputs: add('sum', path('a'), row) });
    expect(foldAndCompare(wide).filter((name) => name === 'sum')).toEqual(['sum']);
    expect(folded(x, add('sum', path('b'), x, x))).toEqual(['b', 'sum']);
    expect(folded(x, add('sum', path('c', true), x))).toEqual(['c', 'sum']);
  });

  it('across an activation of the convolution or over another axis', () => {
    const model = sequential({
      layers: [
        layers.conv2d({ name: 'a', inputShape: [5, 5, 3], filters: 4, kernelSize: 3, activation: 'relu' }),
        layers.batchNormalization({ name: 'a/bn' }),
        layers.conv2d({ name: 'b', filters: 4, kernelSize: 2 }),
        layers.batchNormalization({ name: 'b/bn', axis: 1 }),
      ],
    });
    expect(foldAndCompare(model).slice(1)).toEqual(['a', 'a/bn', 'b', 'b/bn']);
  });
});

const branches = [{ kernelSize: 3, groups: 2 }, { kernelSize: 5 }] as const;
const sk = (options: object = {}): SkConv2D =>
  new SkConv2D({ name: 'sk', filters: 4, branches, minWidth: 3, seed: 2, ...options });

describe('an SK convolution', () => {
  it.each([
    ['with attention', {}],
    ['without', { attention: false }],
    ['with split input and stride 2', { splitInput: true, strides: 2 }],
    ['of one linear branch', { branches: [{ kernelSize: 3, activation: 'linear' }] }],
  ])('%s', (_, options) => {
    const x = image();
    expect(folded(x, through(x, sk(options)))).toEqual(['sk']);
  });

  it('that returns its attention, and shared', () => {
    const x = image();
    expect(folded(x, ...(sk({ returnAttention: true }).apply(x) as SymbolicTensor[]))).toEqual(['sk']);
    const shared = sk();
    expect(folded(x, through(x, shared, shared))).toEqual(['sk']);
  });
});

it('a nested model is unrolled, and shared it stays shared', () => {
  const inner = sequential({
    name: 'inner',
    layers: [conv('conv', { inputShape: [6, 6, 4] }), bn('bn')],
  });
  const x = image();
  expect(folded(x, through(x, inner))).toEqual(['inner/conv']);
  expect(folded(x, through(x, inner, inner))).toEqual(['inner/conv', 'inner/bn']);
});

describe('of a model by name', () => {
  const digits = (): LayersModel =>
    randomise(createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] }));

  it('it is saved and loaded with its metadata, its attention and its costs', async () => {
    const model = digits();
    const small = foldBatchNorm(model);
    const loaded = await saveAndLoad(small);
    const x = noisyImages(model);
    expectSame(predict(attentionModel(loaded).model, x), predict(attentionModel(model).model, x));
    expect(modelMetadata(loaded)).toEqual(modelMetadata(model));
    const { parameters, statistics, macs } = describeModel(loaded);
    expect([parameters, statistics]).toEqual([loaded.countParams(), 0]);
    const shifts = model.weights.filter(({ originalName }) => originalName.endsWith('beta'));
    expect(macs).toBe(describeModel(model).macs);
    expect(parameters).toBe(
      describeModel(model).parameters - shifts.reduce((sum, { shape }) => sum + (shape[0] as number), 0),
    );
    expect(trainingBytes(loaded, 8)).toBeLessThan(trainingBytes(model, 8));
    tf.dispose(x);
    for (const m of [model, small, loaded]) m.dispose();
  });

  it('folding again changes nothing', () => {
    const model = digits();
    const once = foldBatchNorm(model);
    const twice = foldBatchNorm(once);
    expect(twice.toJSON(undefined, false)).toEqual(once.toJSON(undefined, false));
    const x = noisyImages(model);
    expectSame(predict(twice, x), predict(once, x));
    tf.dispose(x);
    for (const m of [model, once, twice]) m.dispose();
  });

  it('training one of the two leaves the other as it was', async () => {
    const model = digits();
    const small = foldBatchNorm(model);
    const x = noisyImages(model);
    const [before, beforeSmall] = [predict(model, x), predict(small, x)];
    const y = tf.oneHot(tf.tensor1d([1, 3], 'int32'), 10);
    const learn = async (m: LayersModel): Promise<void> => {
      m.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'categoricalCrossentropy' });
      await m.trainOnBatch(x[0] as tf.Tensor, y);
    };
    await learn(small);
    expectSame(predict(model, x), before);
    expect(predict(small, x)[0]?.arraySync()).not.toEqual(beforeSmall[0]?.arraySync());
    const trained = predict(small, x);
    await learn(model);
    model.dispose();
    expectSame(predict(small, x), trained);
    small.dispose();
    tf.dispose([x, y, before, beforeSmall, trained]);
  });
});
