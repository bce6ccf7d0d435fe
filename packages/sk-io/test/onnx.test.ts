/** Layers, graphs and options of ONNX files, run by ONNX Runtime beside TensorFlow.js. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { ModelFileError } from 'sk-io';
import { saveOnnx } from 'sk-io/node';
import { exportOnnx } from 'sk-io/onnx';
import { createModel, foldBatchNorm, ModelError } from 'sk-models';
import {
  SkArithmetic,
  SkAveragePool2D,
  SkBam,
  SkBatchNorm,
  SkCbam,
  SkChannelShuffle,
  SkChannelSlice,
  SkConv2D,
  SkFit2D,
  SkFusedConv2D,
  SkGroupedConv2D,
  SkGroupNorm,
  SkMaxPool2D,
  SkNormalization,
  SkResize2D,
  SkSqueezeExcite,
} from 'sk-models/layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predict } from '../../sk-models/test/foldTools.js';
import { readOnnx } from './onnxFile.js';
import { exportAndCompare, runOnnx } from './onnxTools.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type AnyLayer = layers.Layer;
type Size = number | null;

const image = (h: Size = 9, w: Size = 8, c = 4): SymbolicTensor => input({ shape: [h, w, c], name: 'x' });
const through = (x: SymbolicTensor, ...path: AnyLayer[]): SymbolicTensor =>
  path.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x);
const network = (x: SymbolicTensor, ...path: AnyLayer[]): LayersModel =>
  makeModel({ inputs: x, outputs: through(x, ...path) });
const conv = (name: string, options: object = {}): SkGroupedConv2D =>
  new SkGroupedConv2D({ name, filters: 4, kernelSize: 3, padding: 1, seed: 1, ...options });

async function same(model: LayersModel): Promise<void> {
  await exportAndCompare(model);
  model.dispose();
}

describe('layers of TensorFlow.js', () => {
  const stocks: readonly (readonly [string, () => AnyLayer])[] = [
    ['conv2d', () => layers.conv2d({ filters: 5, kernelSize: 3, activation: 'relu' })],
    [
      'conv2d, same at stride 2',
      () => layers.conv2d({ filters: 5, kernelSize: [3, 4], padding: 'same', strides: 2 }),
    ],
    [
      'conv2d, same and dilated',
      () => layers.conv2d({ filters: 5, kernelSize: 3, padding: 'same', dilationRate: [2, 1] }),
    ],
    [
      'depthwiseConv2d',
      () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', strides: 2 }),
    ],
    [
      'depthwiseConv2d without bias',
      () => layers.depthwiseConv2d({ kernelSize: [2, 3], useBias: false, activation: 'relu6' }),
    ],
    [
      'depthwiseConv2d with the dilation that TensorFlow.js leaves out',
      () => layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2 }),
    ],
    [
      'separableConv2d',
      () =>
        layers.separableConv2d({
          filters: 6,
          kernelSize: 3,
          depthMultiplier: 2,
          strides: 2,
          activation: 'tanh',
        }),
    ],
    ['batchNormalization', () => layers.batchNormalization({ epsilon: 0.1 })],
    ['batchNormalization without scale', () => layers.batchNormalization({ axis: 3, scale: false })],
    ['batchNormalization without shift', () => layers.batchNormalization({ center: false })],
    ['rescaling', () => layers.rescaling({ scale: 0.5, offset: -1 })],
    ['dense on images', () => layers.dense({ units: 3, activation: 'softmax' })],
    ['reLU', () => layers.reLU()],
    ['reLU up to 0.5', () => layers.reLU({ maxValue: 0.5 })],
    ['leakyReLU', () => layers.leakyReLU({ alpha: 0.2 })],
    ['elu', () => layers.elu()],
    ['thresholdedReLU', () => layers.thresholdedReLU({ theta: 0.3 })],
    ['prelu', () => layers.prelu({ alphaInitializer: 'glorotUniform' })],
    ['prelu of shared axes', () => layers.prelu({ alphaInitializer: 'glorotUniform', sharedAxes: [1, 2] })],
    ['softmax', () => layers.softmax({ axis: -1 })],
    ['maxPooling2d', () => layers.maxPooling2d({ poolSize: 2 })],
    ['maxPooling2d, same', () => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
    ['averagePooling2d', () => layers.averagePooling2d({ poolSize: [2, 3], strides: 1 })],
    ['averagePooling2d, same', () => layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
    ['globalAveragePooling2d', () => layers.globalAveragePooling2d({ dataFormat: 'channelsLast' })],
    ['globalMaxPooling2d', () => layers.globalMaxPooling2d({ dataFormat: 'channelsLast' })],
    [
      'zeroPadding2d',
      () =>
        layers.zeroPadding2d({
          padding: [
            [1, 2],
            [3, 0],
          ],
        }),
    ],
    [
      'cropping2D',
      () =>
        layers.cropping2D({
          cropping: [
            [1, 2],
            [3, 0],
          ],
        }),
    ],
    ['upSampling2d', () => layers.upSampling2d({ size: [2, 3] })],
    ['upSampling2d, bilinear', () => layers.upSampling2d({ size: [3, 2], interpolation: 'bilinear' })],
    ['flatten', () => layers.flatten()],
    ['reshape', () => layers.reshape({ targetShape: [6, -1, 2] })],
    ['permute', () => layers.permute({ dims: [3, 1, 2] })],
    ['dropout', () => layers.dropout({ rate: 0.5 })],
    ['gaussianNoise', () => layers.gaussianNoise({ stddev: 1 })],
  ];

  it.each(stocks)('%s', async (_, make) => {
    await same(network(image(), make()));
    await same(network(image(), conv('before'), make()));
  });

  it.each([
    ...['linear', 'relu', 'relu6', 'sigmoid', 'hardSigmoid', 'tanh', 'elu', 'selu', 'softplus', 'softsign'],
    ...['softmax', 'logSoftmax', 'swish', 'mish', 'gelu', 'gelu_new'],
  ] as const)('activation %s', async (activation) => {
    await same(network(image(), conv('before'), layers.activation({ activation: activation as 'relu' })));
  });

  it.each(['add', 'multiply', 'average', 'maximum', 'minimum'] as const)(
    '%s, of three values in both layouts, one of them with a pixel for all',
    async (merge) => {
      const x = image();
      const pixel = through(x, layers.globalMaxPooling2d({}), layers.reshape({ targetShape: [1, 1, 4] }));
      const y = layers[merge]().apply([x, through(x, conv('a')), pixel]) as SymbolicTensor;
      await same(makeModel({ inputs: x, outputs: y }));
    },
  );

  it('add, of values of several ranks', async () => {
    const x = image();
    const pixel = through(x, layers.globalAveragePooling2d({}));
    await same(
      makeModel({ inputs: x, outputs: layers.add().apply([pixel, through(x, conv('a'))]) as SymbolicTensor }),
    );
  });

  it.each([-1, 1, 2, 3])('concatenate, over axis %s', async (axis) => {
    const x = image();
    const y = layers.concatenate({ axis }).apply([x, through(x, conv('a'))]) as SymbolicTensor;
    await same(makeModel({ inputs: x, outputs: y }));
  });

  it('of vectors and of sequences', async () => {
    const vector = input({ shape: [6], name: 'x' });
    const path = [
      layers.dense({ units: 4, useBias: false }),
      layers.batchNormalization(),
      new SkBatchNorm({ relu: true }),
    ];
    await same(network(vector, ...path, layers.softmax()));
    const sequence = input({ shape: [5, 6], name: 'x' });
    await same(network(sequence, layers.dense({ units: 4 }), layers.batchNormalization(), layers.flatten()));
  });
});

describe('layers of this package', () => {
  const branches = [
    { kernelSize: 3, groups: 2 },
    { kernelSize: 5, dilation: 2, activation: 'linear' },
  ] as const;
  const sk = (options: object = {}): SkConv2D =>
    new SkConv2D({ name: 'sk', filters: 4, branches, minWidth: 3, seed: 2, ...options });

  it.each([
    [
      'grouped, strided and dilated, padded unevenly',
      conv('a', { groups: 2, strides: [1, 2], dilationRate: 2, padding: [1, 2, 3, 0] }),
    ],
    ['same at stride 2, without bias', conv('a', { strides: 2, padding: 'same', useBias: false })],
    ['depthwise', conv('a', { groups: 4, kernelSize: [1, 3], padding: [0, 0, 1, 1] })],
  ])('SkGroupedConv2D: %s', async (_, layer) => {
    await same(network(image(), layer));
  });

  it('SkFusedConv2D with and without the addition', async () => {
    const x = image();
    const args = { filters: 4, kernelSize: 3, padding: 1, activation: 'relu', seed: 1 } as const;
    const y = through(x, new SkFusedConv2D({ name: 'a', ...args }));
    const z = new SkFusedConv2D({ name: 'b', ...args, residual: true }).apply([y, x]) as SymbolicTensor;
    await same(makeModel({ inputs: x, outputs: z }));
  });

  it.each([
    ['with attention', {}],
    ['without', { attention: false }],
    ['with split input and stride 2', { splitInput: true, strides: 2 }],
    ['same at stride 2', { strides: 2, padding: 'same', branches: [{ kernelSize: 3 }, { kernelSize: 5 }] }],
    ['of one branch', { branches: [{ kernelSize: 3, activation: 'linear' }] }],
    ['of three branches', { branches: [1, 3, 5].map((kernelSize) => ({ kernelSize })) }],
  ])('SkConv2D %s, and with its batch norms folded', async (_, options) => {
    const model = network(image(), sk(options));
    await exportAndCompare(model);
    const folded = foldBatchNorm(model);
    expect(folded.layers[1]?.getClassName()).toBe('SkFoldedConv2D');
    await same(folded);
    model.dispose();
  });

  it('SkConv2D that returns its attention, which is its second output', async () => {
    const x = image();
    const outputs = sk({ returnAttention: true }).apply(x) as SymbolicTensor[];
    const model = makeModel({ inputs: x, outputs });
    expect(readOnnx(await exportAndCompare(model)).outputs).toEqual(['sk', 'sk_2']);
    model.dispose();
  });

  it.each([
    ['SkSqueezeExcite', () => new SkSqueezeExcite({ reduction: 2, seed: 1 })],
    ['SkBam', () => new SkBam({ reduction: 2, dilation: 2, seed: 1 })],
    ['SkCbam', () => new SkCbam({ reduction: 2, kernelSize: 5, seed: 1 })],
    ['SkBatchNorm', () => new SkBatchNorm({ epsilon: 0.1 })],
    ['SkChannelShuffle', () => new SkChannelShuffle({ groups: 2 })],
    ['SkChannelSlice', () => new SkChannelSlice({ from: 1, to: 3 })],
    ['SkResize2D, larger and smaller', () => new SkResize2D({ size: [13, 5] })],
    ['SkFit2D', () => new SkFit2D({ size: [13, 5] })],
    ['SkFit2D, nearest', () => new SkFit2D({ size: [13, 5], interpolation: 'nearest' })],
    ['SkFit2D, cropped', () => new SkFit2D({ size: [4, 2], fit: 'crop' })],
    ['SkFit2D, padded', () => new SkFit2D({ size: [4, 2], fit: 'pad', fillValue: 2 })],
    ['SkFit2D, the centre', () => new SkFit2D({ size: [4, 3], fit: 'centre' })],
    ['SkGroupNorm', () => new SkGroupNorm({ groups: 2 })],
    ['SkGroupNorm, each channel', () => new SkGroupNorm({ groups: -1, scale: false })],
    ['SkNormalization', () => new SkNormalization()],
    ['SkNormalization, of everything', () => new SkNormalization({ perChannel: false, invert: true })],
    ['SkNormalization, by numbers', () => new SkNormalization({ mean: [1, 2, 3, 4], variance: 4 })],
    ['SkArithmetic', () => new SkArithmetic({ operation: 'divide', constant: [1, 2, 4, 8] })],
    [
      'SkArithmetic, the constant first',
      () => new SkArithmetic({ operation: 'subtract', constant: 1, constantFirst: true }),
    ],
  ])('%s', async (_, make) => {
    await same(network(image(), make()));
    await same(network(image(), conv('before'), make()));
  });

  const pools = [
    { poolSize: 3, strides: 2, padding: 1 },
    { poolSize: 3, strides: 2, ceil: true },
    { poolSize: [2, 3], strides: [3, 2], padding: [1, 0, 2, 1], ceil: true },
    { poolSize: 2, strides: 2, padding: 1, ceil: true },
  ] as const;

  it.each(pools)('SkMaxPool2D %j: padding never wins over pixels below 0', async (args) => {
    const below = layers.rescaling({ scale: 0.01, offset: -1 });
    await same(network(image(), below, new SkMaxPool2D(args)));
  });

  it.each(pools.flatMap((args) => [true, false].map((countIncludePad) => ({ ...args, countIncludePad }))))(
    'SkAveragePool2D %j',
    async (args) => {
      await same(network(image(), layers.rescaling({ scale: 1, offset: 5 }), new SkAveragePool2D(args)));
    },
  );
});

describe('images of any size', () => {
  it('are padded as TensorFlow.js pads them', async () => {
    const x = image(null, null);
    const model = network(
      x,
      layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', strides: 2 }),
      conv('a', { padding: 'same', dilationRate: 2, groups: 2 }),
      layers.maxPooling2d({ poolSize: 2, padding: 'same' }),
      new SkChannelShuffle({ groups: 2 }),
      new SkConv2D({ filters: 4, branches: [{ kernelSize: 3 }, { kernelSize: 5 }], strides: 2, seed: 1 }),
      layers.upSampling2d({ size: [2, 2] }),
      new SkMaxPool2D({ poolSize: 3, strides: 2, padding: 1 }),
    );
    const file = await exportOnnx(model);
    for (const [h, w] of [
      [21, 34],
      [16, 15],
    ] as const) {
      const images = tf.randomNormal([2, h, w, 4], 0, 1, 'float32', 1);
      const [got, wanted] = [await runOnnx(file, [images]), predict(model, [images])];
      expect(got[0]?.shape).toEqual(wanted[0]?.shape);
      expect(tf.max(tf.abs(tf.sub(got[0] as tf.Tensor, wanted[0] as tf.Tensor))).dataSync()[0]).toBeLessThan(
        1e-5,
      );
      tf.dispose([images, got, wanted]);
    }
    model.dispose();
  });
});

describe('a graph', () => {
  it('of images is transposed once, at the entry, however deep', async () => {
    const model = createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] });
    const { operators } = readOnnx(await exportAndCompare(model));
    expect(operators.indexOf('Transpose')).toBe(0);
    expect(operators.filter((operator) => operator === 'Transpose')).toHaveLength(1);
    const { operators: first } = readOnnx(await exportAndCompare(model, { layout: 'nchw' }));
    expect(first).not.toContain('Transpose');
    expect(first).toHaveLength(operators.length - 1);
    model.dispose();
  });

  it('is smaller where batch norms were folded', async () => {
    const model = createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] });
    const folded = foldBatchNorm(model);
    const { operators } = readOnnx(await exportAndCompare(folded));
    expect(operators).not.toContain('BatchNormalization');
    model.dispose();
    folded.dispose();
  });

  it('takes as many images at a time as it is given', async () => {
    const model = createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] });
    const file = await exportOnnx(model);
    for (const n of [1, 3]) {
      const images = tf.zeros([n, 16, 16, 1]);
      const [probabilities] = await runOnnx(file, [images]);
      expect(probabilities?.shape).toEqual([n, 10]);
      tf.dispose([images, probabilities as tf.Tensor]);
    }
    model.dispose();
  });

  it('has the weights of a shared layer and of a shared model once', async () => {
    const x = image();
    const inner = sequential({
      name: 'inner',
      layers: [conv('conv', { inputShape: [9, 8, 4] }), new SkBatchNorm({ name: 'bn' })],
    });
    const shared = conv('shared');
    const sum = layers.add({ name: 'sum' }).apply([through(x, inner, inner), through(x, shared, shared)]);
    const model = makeModel({ inputs: x, outputs: sum as SymbolicTensor });
    const { initialisers } = readOnnx(await exportAndCompare(model));
    expect([...initialisers].sort()).toEqual([
      ...['bn/beta', 'bn/gamma', 'bn/moving_mean', 'bn/moving_variance', 'conv/bias', 'conv/kernel'],
      ...['shared/bias', 'shared/kernel'],
    ]);
    model.dispose();
  });

  it('keeps the weights of two layers of one name apart', async () => {
    const x = image();
    const twins = [1, 2].map((seed) =>
      sequential({ name: `twin${seed}`, layers: [conv('conv', { inputShape: [9, 8, 4], seed })] }),
    );
    const model = network(x, ...twins);
    const { initialisers } = readOnnx(await exportAndCompare(model));
    expect(initialisers).toEqual(['conv/kernel', 'conv/bias', 'conv/kernel_2', 'conv/bias_2']);
    model.dispose();
  });

  it('has the inputs and the outputs of the model, by its names', async () => {
    const [a, b] = [input({ shape: [4, 4, 2], name: 'a' }), input({ shape: [3], name: 'b' })];
    const y = through(a, conv('y', { filters: 3 }));
    const sum = layers
      .add({ name: 'sum' })
      .apply([through(y, layers.globalAveragePooling2d({})), b]) as SymbolicTensor;
    const model = makeModel({ inputs: [a, b], outputs: [y, sum] });
    const { inputs, outputs } = readOnnx(await exportAndCompare(model));
    expect([inputs, outputs]).toEqual([
      ['a', 'b'],
      ['y', 'sum'],
    ]);
    const echo = makeModel({ inputs: [a, b], outputs: [b, sum] });
    const file = await exportOnnx(echo);
    expect(readOnnx(file).outputs).toEqual(['b_2', 'sum']);
    const given = [tf.ones([1, 4, 4, 2]), tf.tensor([[1, 2, 3]])];
    const made = await runOnnx(file, given);
    expect(made[0]?.arraySync()).toEqual([[1, 2, 3]]);
    tf.dispose([given, made]);
    model.dispose();
  });

  it('says what it is, who wrote it, what it reads and what its classes are called', async () => {
    const model = createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] });
    const { irVersion, opset, producer, metadata } = readOnnx(await exportOnnx(model));
    expect([irVersion, opset]).toEqual([8, 17]);
    expect(producer).toMatch(/^sk-models \d+\.\d+\.\d+$/);
    expect(metadata['skModel']).toBe('sknet_digits');
    expect(JSON.parse(metadata['classNames'] as string)).toHaveLength(10);
    expect(JSON.parse(metadata['preprocessing'] as string)).toMatchObject({ size: [16, 16], channels: 1 });
    model.dispose();
  });
});

describe('what is refused', () => {
  const refused = async (model: LayersModel): Promise<string> => {
    const held = tf.memory().numTensors;
    const error: unknown = await exportOnnx(model).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ModelError);
    expect(tf.memory().numTensors).toBe(held);
    model.dispose();
    return (error as ModelError).message;
  };

  it('a layer without a counterpart, with the names of those that have one', async () => {
    const model = network(input({ shape: [5, 6] }), layers.conv1d({ name: 'a', filters: 2, kernelSize: 1 }));
    expect(await refused(model)).toMatch(
      /^exportOnnx: layer 'a' wants one of SkGroupedConv2D, .*Dense.*, got Conv1D: replace it/,
    );
  });

  it.each([
    [
      'channels first',
      layers.conv2d({ name: 'a', filters: 2, kernelSize: 1, dataFormat: 'channelsFirst' }),
      "layer 'a' (Conv2D) wants dataFormat 'channelsLast', got 'channelsFirst'",
    ],
    [
      'a batch norm over another axis',
      layers.batchNormalization({ name: 'a', axis: 1 }),
      "layer 'a' (BatchNormalization) wants axis -1 or 3, the last, got 1",
    ],
  ])('%s', async (_, layer, message) => {
    expect(await refused(network(image(), layer))).toBe(`exportOnnx: ${message}`);
  });

  it.each([
    [
      'rounding up',
      new SkMaxPool2D({ name: 'a', poolSize: 2, ceil: true }),
      'got ceil on images of unknown size',
    ],
    [
      'same at a stride',
      new SkConv2D({ name: 'a', filters: 2, branches: [{ kernelSize: 3 }], strides: 2, padding: 'same' }),
      "got padding 'same' with strides on images of unknown size",
    ],
  ])('%s on images of any size', async (_, layer, message) => {
    expect(await refused(network(image(null, null), layer))).toContain(message);
  });

  it('inputs of whole numbers', async () => {
    const x = input({ shape: [3], name: 'x', dtype: 'int32' });
    expect(await refused(network(x, layers.activation({ activation: 'relu' })))).toBe(
      "exportOnnx: input 'x' wants float32, got int32",
    );
  });
});

describe('saveOnnx', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sk-onnx-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('puts the file where it is asked to, in place of another, with nothing beside it', async () => {
    const model = network(image(), conv('a'));
    const path = join(folder, 'new', 'model.onnx');
    for (const layout of ['nhwc', 'nchw'] as const) {
      await saveOnnx(model, path, { layout });
      expect(new Uint8Array(readFileSync(path))).toEqual(await exportOnnx(model, { layout }));
    }
    expect(readdirSync(join(folder, 'new'))).toEqual(['model.onnx']);
    model.dispose();
  });

  it('says in one line why a file cannot be written, and leaves nothing', async () => {
    const model = network(image(), conv('a'));
    const path = join(folder, 'taken');
    mkdirSync(path);
    const error: unknown = await saveOnnx(model, path).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelFileError);
    expect((error as Error).message).toMatch(/^.*taken: is a folder, and a file is to be written there$/);
    expect(readdirSync(folder).filter((name) => name.includes('taken'))).toEqual(['taken']);
    model.dispose();
  });
});
