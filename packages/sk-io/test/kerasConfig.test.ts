/** Keras's JSON alone: what becomes of each layer, and which line tells that one cannot be had. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel, layers as tfLayers } from '@tensorflow/tfjs-layers';
import { stepNumber, withRandomStep } from 'sk-core';
import { fromKerasConfig } from 'sk-io';
import 'sk-models/layers';
import { loadModel } from 'sk-io/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'sk-keras-config-'));
afterAll(() => rmSync(root, { recursive: true }));
beforeAll(async () => {
  await tf.setBackend('cpu');
});
let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

type Json = Record<string, unknown>;

/** As Keras 2 writes a Sequential. */
const sequential = (layers: readonly Json[], shape: readonly (number | null)[] = [null, 6, 6, 4]): Json => {
  const [first, ...rest] = layers as [Json & { config: Json }, ...Json[]];
  return {
    class_name: 'Sequential',
    config: {
      name: 's',
      layers: [{ ...first, config: { batch_input_shape: shape, ...first.config } }, ...rest],
    },
  };
};
const layer = (class_name: string, config: Json, rest: Json = {}): Json => ({
  ...{ class_name, config: { name: 'a', ...config } },
  ...rest,
});
const load = (json: unknown): Promise<LayersModel> =>
  loadLayersModel(tf.io.fromMemory({ modelTopology: fromKerasConfig(json) }));
const conv = (config: Json): Json =>
  layer('Conv2D', { filters: 8, kernel_size: [3, 3], padding: 'same', ...config });

describe('a convolution', () => {
  it.each([
    ['in groups', { groups: 4 }, 'SkGroupedConv2D', [3, 3, 1, 8]],
    ['dilated', { dilation_rate: [2, 2] }, 'SkGroupedConv2D', [3, 3, 4, 8]],
    ['of neither kind', { groups: 1, dilation_rate: 1 }, 'Conv2D', [3, 3, 4, 8]],
  ])('%s', async (_, config, className, shape) => {
    const model = await load(sequential([conv(config)]));
    expect(model.layers.map((each) => each.getClassName())).toEqual([className]);
    expect(model.weights.map((weight) => weight.shape)).toEqual([shape, [8]]);
    expect(model.outputs[0]?.shape).toEqual([null, 6, 6, 8]);
    model.dispose();
  });

  it('in groups hands its activation to a layer behind it', async () => {
    const model = await load(sequential([conv({ groups: 2, activation: 'hard_sigmoid' })]));
    expect(model.layers.map(({ name }) => name)).toEqual(['a', 'a_activation']);
    expect(model.layers[1]?.getConfig()['activation']).toBe('hardSigmoid');
    model.dispose();
  });

  it('that is depthwise and dilated learns', async () => {
    const spread = {
      kernel_size: [3, 3],
      dilation_rate: [2, 2],
      depth_multiplier: 3,
      depthwise_initializer: 'ones',
    };
    const built = { build_config: { input_shape: [null, 6, 6, 4] } };
    const model = await load(sequential([layer('DepthwiseConv2D', spread, built)]));
    expect(model.weights.map((weight) => weight.shape)).toEqual([[3, 3, 1, 12], [12]]);
    tf.tidy(() => {
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const x = tf.ones([1, 6, 6, 4]);
      const loss = (): tf.Scalar => tf.sum(model.apply(x, { training: true }) as tf.Tensor);
      const { grads } = tf.variableGrads(loss, variables);
      expect(Object.values(grads).map((grad) => grad.dataSync()[0])).toEqual([4, 4]);
    });
    model.dispose();
  });
});

it.each([
  ['Dropout', { rate: 0.5, seed: 7, noise_shape: null }, { seed: 0 }],
  ['Dropout', { rate: 0.5, seed: null, noise_shape: [null, 1, 1, 4] }, { noiseShape: [null, 1, 1, 4] }],
  ['SpatialDropout2D', { rate: 0.5 }, { seed: 0, noiseShape: [null, 1, 1, null] }],
])('%s %j drops by the step of training', async (className, config, settings) => {
  const model = await load(sequential([layer(className, config)]));
  const [only] = model.layers;
  expect(only?.getClassName()).toBe('SkDropout');
  expect(only?.getConfig()).toMatchObject({ name: 'a', rate: 0.5, ...settings });
  tf.tidy(() => {
    const drawn = (step: number): Float32Array =>
      withRandomStep({ step: stepNumber(step), part: 0 }, () =>
        (model.apply(tf.ones([2, 6, 6, 4]), { training: true }) as tf.Tensor).dataSync<'float32'>(),
      );
    expect(new Set(drawn(1))).toEqual(new Set([0, 2]));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(2)).not.toEqual(drawn(1));
  });
  model.dispose();
});

it('pooling over everything keeps its dimensions where it is asked to', async () => {
  const model = await load(sequential([layer('GlobalAveragePooling2D', { keepdims: true })]));
  expect(model.outputs[0]?.shape).toEqual([null, 1, 1, 4]);
  const means = tf.tidy(() =>
    (model.predict(tf.reshape(tf.range(0, 144), [1, 6, 6, 4])) as tf.Tensor).dataSync(),
  );
  expect([...means]).toEqual([70, 71, 72, 73]);
  model.dispose();
});

it('of Keras 3: outputs with names, tensors in lists, a product that is no layer', async () => {
  const tensor = (name: string): Json => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 2], dtype: 'float32', keras_history: [name, 0, 0] },
  });
  const node = (one: Json, name: string, ...args: unknown[]): Json => ({
    ...{ ...one, config: { ...(one['config'] as Json), name } },
    ...{ name, inbound_nodes: args.length === 0 ? [] : [{ args, kwargs: { mask: null } }] },
  });
  const relu = { class_name: 'function', module: 'builtins', config: 'relu', registered_name: 'function' };
  const policy = { class_name: 'DTypePolicy', module: 'keras', config: { name: 'mixed_bfloat16' } };
  const config = {
    name: 'm',
    layers: [
      node(layer('InputLayer', { batch_shape: [null, 2] }), 'x'),
      node(layer('Activation', { activation: relu, dtype: policy }), 'y', tensor('x')),
      node(layer('Multiply', {}, { module: 'keras.src.ops.numpy' }), 'z', tensor('x'), tensor('y')),
      node(layer('Concatenate', { axis: -1 }), 'w', [tensor('z'), tensor('x')]),
    ],
    input_layers: ['x', 0, 0],
    output_layers: { first: ['z', 0, 0], second: ['w', 0, 0] },
  };
  const model = await load({ class_name: 'Functional', config });
  const outputs = tf.tidy(() =>
    (model.predict(tf.tensor([[-3, 3]])) as tf.Tensor[]).map((y) => [...y.dataSync()]),
  );
  expect(outputs).toEqual([
    [-0, 9],
    [-0, 9, -3, 3],
  ]);
});

it('the hard sigmoid of Keras 3 has the slope 1/6, that of Keras 2 has 1/5', async () => {
  const layers = [
    layer('InputLayer', { name: 'x', batch_shape: [null, 2] }),
    layer('Activation', { activation: 'hard_sigmoid' }),
  ];
  const models = [
    await load({ class_name: 'Sequential', config: { name: 'm', layers } }),
    await load(sequential([layer('Activation', { activation: 'hard_sigmoid' })], [null, 2])),
  ];
  const values = models.map((model) =>
    tf.tidy(() => [...(model.predict(tf.tensor([[1.5, -2.75]])) as tf.Tensor).dataSync()]),
  );
  expect(values[0]?.[0]).toBeCloseTo(0.75, 6);
  expect(values[0]?.[1]).toBeCloseTo(0.25 / 6, 6);
  expect(values[1]?.[0]).toBeCloseTo(0.8, 6);
  expect(values[1]?.[1]).toBe(0);
  for (const model of models) model.dispose();
});

it('the oldest form of a Sequential, a bare list, is read', async () => {
  const dense = layer('Dense', { units: 2, batch_input_shape: [null, 3], activation: 'relu' });
  const model = await load({ class_name: 'Sequential', config: [dense] });
  expect(model.outputs[0]?.shape).toEqual([null, 2]);
  model.dispose();
});

it('a layer that this program has registered is taken as it is', async () => {
  class Twice extends tfLayers.Layer {
    static readonly className = 'KerasTestTwice';
    override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.mul(Array.isArray(x) ? (x[0] as tf.Tensor) : x, 2);
    }
  }
  tf.serialization.registerClass(Twice);
  const model = await load(
    sequential([layer('KerasTestTwice', {}, { registered_name: 'mine>KerasTestTwice' })]),
  );
  expect(tf.tidy(() => (model.predict(tf.ones([1, 6, 6, 4])) as tf.Tensor).dataSync()[0])).toBe(2);
});

describe('says which layer it cannot have', () => {
  const cases: readonly (readonly [string, Json, RegExp])[] = [
    [
      'code',
      layer('Lambda', { function: 'eJwz' }),
      /^Keras: Lambda 'a' wants layers in its place, got code, which is never run from a file/,
    ],
    [
      'an operation as a layer',
      layer('TFOpLambda', { function: 'math.add' }),
      /^Keras: TFOpLambda 'a' wants layers in its place, got code/,
    ],
    [
      'a class of its own',
      layer('Conv2D', { filters: 1 }, { registered_name: 'evil>Conv2D' }),
      /^Keras: Conv2D 'a' is no layer that TensorFlow\.js has; wants Activation, Add/,
    ],
    [
      'a class from elsewhere',
      layer('Dense', { units: 1 }, { module: 'os' }),
      /^Keras: Dense 'a' is no layer that/,
    ],
    ['a layer that tfjs lacks', layer('Hashing', {}), /^Keras: Hashing 'a' is no layer that/],
    [
      'a layer that is another in tfjs',
      layer('MultiHeadAttention', { num_heads: 2 }),
      /^Keras: MultiHeadAttention 'a' is no layer that/,
    ],
    [
      'smoothing before images get smaller',
      layer('Resizing', { height: 2, width: 2, antialias: true }),
      /^Keras: Resizing 'a': antialias wants false, got true$/,
    ],
    [
      'an interpolation that is another on each backend',
      layer('Resizing', { height: 2, width: 2, interpolation: 'bicubic' }),
      /^Keras: Resizing 'a': interpolation wants 'bilinear' or 'nearest', .*, got "bicubic"$/,
    ],
    [
      'both ways to keep proportions',
      layer('Resizing', { height: 2, width: 2, crop_to_aspect_ratio: true, pad_to_aspect_ratio: true }),
      /^Keras: Resizing 'a': wants to crop or to pad, got "both"$/,
    ],
    [
      'borders that are no constant',
      layer('Resizing', { height: 2, width: 2, pad_to_aspect_ratio: true, fill_mode: 'reflect' }),
      /^Keras: Resizing 'a': fill_mode wants 'constant', got "reflect"$/,
    ],
    [
      'images with channels first',
      layer('CenterCrop', { height: 2, width: 2, data_format: 'channels_first' }),
      /^Keras: CenterCrop 'a': data_format wants 'channels_last', got "channels_first"$/,
    ],
    [
      'dropout of channels that come first',
      layer('SpatialDropout2D', { rate: 0.5, data_format: 'channels_first' }),
      /^Keras: SpatialDropout2D 'a' wants data_format 'channels_last'$/,
    ],
    [
      'statistics along another axis',
      layer('Normalization', { axis: [1, -1] }),
      /^Keras: Normalization 'a': axis wants -1 or none, got \[1,-1\]$/,
    ],
    [
      'groups along another axis',
      layer('GroupNormalization', { axis: 1 }, { build_config: { input_shape: [null, 6, 6, 4] } }),
      /^Keras: GroupNormalization 'a': axis wants -1, got 1$/,
    ],
    [
      'another interpolation',
      layer('UpSampling2D', { interpolation: 'bilinear' }),
      /^Keras: UpSampling2D 'a': interpolation wants "nearest", the one that TensorFlow\.js computes, got "bilinear"$/,
    ],
    ['a GRU with two biases', layer('GRU', { units: 1, reset_after: true }), /reset_after wants false/],
    ['a Conv1D in groups', layer('Conv1D', { filters: 2, groups: 2 }), /'a': groups wants 1/],
    ['a leaky ReLU', layer('ReLU', { negative_slope: 0.1 }), /'a': negative_slope wants 0/],
    [
      'an activation of its own',
      conv({ activation: 'my_fn' }),
      /'a': activation wants one of elu, .*; got "my_fn"$/,
    ],
    [
      'an activation that is an object',
      conv({ activation: { class_name: 'ReLU', config: {} } }),
      /'a': activation wants one of/,
    ],
    [
      'channels first, in groups',
      conv({ groups: 2, data_format: 'channels_first' }),
      /data_format wants 'channels_last', got "channels_first"$/,
    ],
    [
      'an object where a value belongs',
      layer('Dense', { units: { a: 1 } }),
      /'a': units wants a plain value/,
    ],
    [
      'a convolution in groups in a wrapper, with an activation',
      layer('TimeDistributed', { layer: conv({ name: 'b', groups: 2, activation: 'relu' }) }),
      /^Keras: TimeDistributed 'a': its SkGroupedConv2D 'b' becomes 2 layers, and a wrapper holds one$/,
    ],
  ];
  it.each(cases)('%s', (_, one, message) => {
    expect(() => fromKerasConfig(sequential([one]))).toThrow(message);
  });

  const graph = (one: Json, ...args: unknown[]): Json => ({
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [
        { ...layer('InputLayer', { batch_shape: [null, 2] }), name: 'x', inbound_nodes: [] },
        { ...one, name: 'a', inbound_nodes: args },
      ],
      ...{ input_layers: [['x', 0, 0]], output_layers: [['a', 0, 0]] },
    },
  });
  const tensor = (rank: number): Json => ({
    class_name: '__keras_tensor__',
    config: { shape: new Array<null>(rank).fill(null), keras_history: ['x', 0, 0] },
  });
  const operation = (class_name: string): Json => layer(class_name, {}, { module: 'keras.src.ops.numpy' });
  it.each<[string, Json, RegExp]>([
    [
      'an operation without a layer that computes it',
      graph(operation('Power'), { args: [tensor(2), 2], kwargs: {} }),
      /^Keras: Power 'a' is an operation outside of layers; wants a layer, or one of Add, Divide, /,
    ],
    [
      'a function of TensorFlow without a layer that computes it',
      graph(layer('TFOpLambda', { function: 'nn.relu' }), ['x', 0, 0, {}]),
      /^Keras: TFOpLambda 'a' is an operation outside of layers; wants a layer, or one of __operators__\.add, /,
    ],
    [
      'tensors of two ranks',
      graph(operation('Add'), { args: [tensor(2), tensor(3)], kwargs: {} }),
      /^Keras: Add 'a' wants two tensors of one rank, got ranks 2 and 3$/,
    ],
    [
      'an operand that is no list of numbers',
      graph(operation('Add'), { args: [tensor(2), [[1], [2]]], kwargs: {} }),
      /^Keras: Add 'a' wants tensors, numbers and lists of one number for each channel$/,
    ],
    [
      'too many operands',
      graph(operation('Negative'), { args: [tensor(2), 1], kwargs: {} }),
      /^Keras: Negative 'a' wants one operand, got 2$/,
    ],
    [
      'too few',
      graph(operation('Subtract'), { args: [tensor(2)], kwargs: {} }),
      /^Keras: Subtract 'a' wants two operands, got 1$/,
    ],
    [
      'an operation that is called twice',
      graph(operation('Add'), { args: [tensor(2), 1], kwargs: {} }, { args: [tensor(2), 2], kwargs: {} }),
      /^Keras: Add 'a': an operation wants one call, got 2$/,
    ],
  ])('%s', (_, json, message) => {
    expect(() => fromKerasConfig(json)).toThrow(message);
  });

  it.each([
    ['nothing', undefined, /^Keras: a model wants class_name and config, got nothing$/],
    [
      'a class of models',
      { class_name: 'MyModel', config: {} },
      /wants the class Functional or Sequential, got MyModel$/,
    ],
    [
      'no layers',
      { class_name: 'Sequential', config: { name: 's', layers: [] } },
      /Sequential 's' has no layers$/,
    ],
    [
      'no input',
      { class_name: 'Sequential', config: { name: 's', layers: [layer('Dense', { units: 1 })] } },
      /Sequential 's' wants the shape of its input, got none: give it an Input and save it again$/,
    ],
  ])('a model with %s', (_, json, message) => {
    expect(() => fromKerasConfig(json)).toThrow(message);
  });
});

it('the folder of a converter is loaded, with groups and dilated depthwise kernels', async () => {
  const grouped = conv({ groups: 2, use_bias: false, name: 'grouped' });
  const depthwise = layer('DepthwiseConv2D', {
    name: 'spread',
    kernel_size: [3, 3],
    dilation_rate: [2, 2],
    use_bias: false,
    padding: 'same',
  });
  const modelTopology = {
    keras_version: '2.15.0',
    backend: 'tensorflow',
    model_config: sequential([grouped, depthwise]),
  };
  const weights = [
    { name: 'grouped/kernel', shape: [3, 3, 2, 8], dtype: 'float32' },
    { name: 'spread/depthwise_kernel', shape: [3, 3, 8, 1], dtype: 'float32' },
  ];
  mkdirSync(join(root, 'converted'));
  const json = {
    format: 'layers-model',
    modelTopology,
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights }],
  };
  writeFileSync(join(root, 'converted', 'model.json'), JSON.stringify(json));
  writeFileSync(
    join(root, 'converted', 'group1-shard1of1.bin'),
    Buffer.from(new Float32Array(216).fill(1).buffer),
  );
  const model = await loadModel(join(root, 'converted'));
  expect(model.weights.map(({ originalName, shape }) => [originalName, shape])).toEqual([
    ['grouped/kernel', [3, 3, 2, 8]],
    ['spread/kernel', [3, 3, 1, 8]],
  ]);
  const y = tf.tidy(() => (model.predict(tf.ones([1, 6, 6, 4])) as tf.Tensor).dataSync());
  const centre = y[8 * (3 * 6 + 3)];
  // Nine taps two apart around (3, 3), of a map that is 18 inside, 12 at sides and 8 in corners.
  expect(centre).toBe(4 * 18 + 4 * 12 + 8);
  model.dispose();
});
