/** Converts layers of Keras to those of TensorFlow.js that compute the same. Any other layer is refused, by name. */
import { serialization } from '@tensorflow/tfjs-core';
import { layers as tfLayers } from '@tensorflow/tfjs-layers';
import { ModelError } from 'sk-models';
import type { ArithmeticOperation } from 'sk-models/layers';
import { type DepthwiseChannels, dilatedDepthwise, groupedConv } from './kerasConv.js';
import { fitted, groupNormalization, normalization, resizing } from './kerasImages.js';
import { type Config, type KerasObject, layerTitle, readObject, show } from './kerasJson.js';
import { convertConfig } from './kerasValues.js';

/** A layer as TensorFlow.js reads it from JSON. */
export interface TfLayer {
  readonly class_name: string;
  readonly config: Config;
}

export interface KerasContext {
  /** Written by Keras 3, which gives a few names another meaning. */
  readonly keras3: boolean;
  readonly depthwiseChannels: DepthwiseChannels;
}

/** Layers one behind the other, the first of them with the weights. */
export type TfLayers = readonly [TfLayer, ...TfLayer[]];

type Convert = (layer: KerasObject, config: Config, context: KerasContext) => TfLayers;

const same = ({ class_name }: KerasObject, config: Config): TfLayers => [{ class_name, config }];

/** Converts a layer with these settings alone, which the layer of TensorFlow.js ignores and computes anyway. */
const only =
  (settings: Config, convert: Convert = same): Convert =>
  (layer, config, context) => {
    for (const [key, wanted] of Object.entries(settings)) {
      const got = config[key] ?? wanted;
      if ([got].flat().every((value) => value === wanted)) continue;
      const why = `wants ${show(wanted)}, the one that TensorFlow.js computes, got ${show(got)}`;
      throw new ModelError(`Keras: ${layerTitle(layer)}: ${key} ${why}`);
    }
    return convert(layer, config, context);
  };

/** Converts a global pool. With `keepdims` the pooled axes stay, of size 1, which needs layers that repeat a vector once. */
const globalPool =
  (dimensions: 1 | 2): Convert =>
  (layer, { keepdims, ...config }) => {
    const pool = { class_name: layer.class_name, config };
    if (keepdims !== true) return [pool];
    if (config['data_format'] === 'channels_first') {
      throw new ModelError(`Keras: ${layerTitle(layer)}: keepdims wants data_format 'channels_last'`);
    }
    const name = String(config['name']);
    const once = { class_name: 'RepeatVector', config: { name: `${name}_keepdims`, n: 1 } };
    if (dimensions === 1) return [pool, once];
    const again = { ...once, config: { ...once.config, name: `${name}_once` } };
    const row = { class_name: 'TimeDistributed', config: { name: `${name}_row`, layer: again } };
    return [pool, once, row];
  };

/** Returns an SkGroupedConv2D, and its activation behind it. */
function withActivation(conv: Config, { activation }: Config): TfLayers {
  const layer = { class_name: 'SkGroupedConv2D', config: conv };
  if (activation === undefined || activation === 'linear') return [layer];
  const config = { name: `${String(conv['name'])}_activation`, activation };
  return [layer, { class_name: 'Activation', config }];
}

const conv2d: Convert = (layer, config) => {
  const grouped = groupedConv(config, layerTitle(layer));
  const { groups: _, ...rest } = config;
  return grouped === undefined ? same(layer, rest) : withActivation(grouped, config);
};

const depthwise: Convert = (layer, config, context) => {
  const grouped = dilatedDepthwise(layer, config, context.depthwiseChannels);
  return grouped === undefined ? withoutKernel(layer, config, context) : withActivation(grouped, config);
};

/** Drops settings that Keras 2 writes because the layer inherits them, and that have no effect. */
const withoutKernel: Convert = ({ class_name }, config) => [
  {
    class_name,
    config: Object.fromEntries(
      Object.entries(config).filter(([key]) => !/^(kernel_(?!size)|groups)/.test(key)),
    ),
  },
];

const batchNormalization: Convert = ({ class_name }, { axis, ...config }) => [
  // Keras 2 writes a list of one.
  { class_name, config: { ...config, axis: Array.isArray(axis) ? axis[0] : axis } },
];

const leakyRelu: Convert = ({ class_name }, { negative_slope, ...config }) => [
  { class_name, config: { alpha: negative_slope ?? 0.3, ...config } },
];

/**
 * Converts arithmetic: operators between layers, and the layers of Keras that are called Subtract and so on.
 *
 * @param merge The layer of TensorFlow.js for two tensors of one rank, where it has one.
 */
const arithmetic =
  (operation: ArithmeticOperation, merge?: string): Convert =>
  (_, { is_rank_known = true, ...config }) => {
    if (merge !== undefined && is_rank_known === true && config['constant'] === undefined) {
      return [{ class_name: merge, config }];
    }
    return [{ class_name: 'SkArithmetic', config: { ...config, operation } }];
  };

const negative: Convert = (layer, config, context) =>
  arithmetic('multiply')(layer, { ...config, constant: -1 }, context);

/** Converts a layer that computes nothing at inference. It changes no images in training here either. */
const identity: Convert = ({ config: { name } }, { batch_input_shape }) => [
  {
    class_name: 'Activation',
    config: { name, activation: 'linear', ...(batch_input_shape !== undefined && { batch_input_shape }) },
  },
];

/** Converts dropout to the layer whose random numbers follow from the step of training, which never drops everything. */
const dropout: Convert = (layer, config) => {
  if (!(Number(config['rate']) < 1)) return same(layer, config);
  const { name, trainable = true, batch_input_shape, rate, noise_shape } = config;
  return [
    {
      class_name: 'SkDropout',
      config: {
        ...{ name, trainable, rate, seed: 0 },
        ...(noise_shape != null && { noise_shape }),
        ...(batch_input_shape !== undefined && { batch_input_shape }),
      },
    },
  ];
};

/** Converts dropout of whole channels. @param dimensions Of the images. */
const spatialDropout =
  (dimensions: 1 | 2 | 3): Convert =>
  (layer, { data_format, ...config }, context) => {
    if (data_format === 'channels_first') {
      throw new ModelError(`Keras: ${layerTitle(layer)} wants data_format 'channels_last'`);
    }
    const noise_shape = [null, ...new Array<number>(dimensions).fill(1), null];
    return dropout(layer, { ...config, noise_shape }, context);
  };

/** Converts to a layer of sk-models. @param settings Reads its configuration. */
const own =
  (class_name: string, settings: (layer: KerasObject, config: Config) => Config): Convert =>
  (layer, config) => [{ class_name, config: settings(layer, config) }];

/** Crops at random in training. At inference that of Keras 3 leaves images as they are, and that of Keras 2 fits them. */
const randomCrop: Convert = (layer, config, context) =>
  context.keras3
    ? identity(layer, config, context)
    : [{ class_name: 'SkFit2D', config: fitted(layer, config, 'crop') }];

/** Converts TimeDistributed, with the layer that it repeats. */
const wrapper: Convert = (layer, config, context) => {
  const inner = convertLayer(readObject(layer.config['layer'], `${layerTitle(layer)}: layer`), context);
  const [only, ...others] = inner;
  if (others.length === 0) return [{ class_name: layer.class_name, config: { ...config, layer: only } }];
  const why = `becomes ${inner.length} layers, and a wrapper holds one`;
  throw new ModelError(`Keras: ${layerTitle(layer)}: its ${layerTitle(only)} ${why}`);
};

/** Converts Bidirectional. TensorFlow.js makes the layer that runs backwards from the other one. */
const bidirectional: Convert = (layer, config, context) => {
  const { layer: forward, backward_layer: backward } = layer.config;
  if (backward !== undefined && backward !== null && !isMirror(forward, backward)) {
    throw new ModelError(`Keras: ${layerTitle(layer)}: backward_layer wants the settings of layer`);
  }
  return wrapper(layer, config, context);
};

function isMirror(forward: unknown, backward: unknown): boolean {
  const settings = (value: unknown): string => {
    const { class_name, config } = readObject(value, 'a layer of Bidirectional');
    const ignored = ['name', 'go_backwards', 'dtype', 'shared_object_id'];
    return JSON.stringify([class_name, config], (key, field: unknown) => (ignored.includes(key) ? 0 : field));
  };
  return settings(forward) === settings(backward);
}

const layers: Readonly<Record<string, Convert>> = {
  Activation: same,
  Add: arithmetic('add', 'Add'),
  AlphaDropout: same,
  Average: same,
  AveragePooling1D: same,
  AveragePooling2D: same,
  AveragePooling3D: same,
  BatchNormalization: only({ renorm: false }, batchNormalization),
  Bidirectional: bidirectional,
  CenterCrop: own('SkFit2D', (layer, config) => fitted(layer, config, 'centre')),
  Concatenate: same,
  Conv1D: only({ groups: 1 }),
  Conv2D: conv2d,
  Conv2DTranspose: only({ dilation_rate: 1, groups: 1, output_padding: null }),
  Conv3D: only({ groups: 1 }),
  Conv3DTranspose: only({ dilation_rate: 1, groups: 1, output_padding: null }),
  Cropping2D: same,
  Dense: same,
  DepthwiseConv2D: depthwise,
  Divide: arithmetic('divide'),
  Dot: same,
  Dropout: dropout,
  ELU: same,
  Embedding: same,
  Flatten: same,
  GRU: only({ reset_after: false }),
  GaussianDropout: same,
  GaussianNoise: same,
  GlobalAveragePooling1D: globalPool(1),
  GlobalAveragePooling2D: globalPool(2),
  GlobalMaxPooling1D: globalPool(1),
  GlobalMaxPooling2D: globalPool(2),
  GroupNormalization: own('SkGroupNorm', groupNormalization),
  InputLayer: same,
  LSTM: same,
  LayerNormalization: only({ rms_scaling: false }),
  LeakyReLU: leakyRelu,
  Masking: same,
  MaxPooling1D: same,
  MaxPooling2D: same,
  MaxPooling3D: same,
  Maximum: arithmetic('maximum', 'Maximum'),
  Minimum: arithmetic('minimum', 'Minimum'),
  Multiply: arithmetic('multiply', 'Multiply'),
  Negative: negative,
  Normalization: own('SkNormalization', normalization),
  PReLU: same,
  Permute: same,
  RandomCrop: randomCrop,
  ReLU: only({ negative_slope: 0, threshold: 0 }),
  RepeatVector: same,
  Rescaling: same,
  Reshape: same,
  Resizing: own('SkFit2D', resizing),
  SeparableConv2D: withoutKernel,
  SimpleRNN: same,
  Softmax: same,
  SpatialDropout1D: spatialDropout(1),
  SpatialDropout2D: spatialDropout(2),
  SpatialDropout3D: spatialDropout(3),
  Subtract: arithmetic('subtract'),
  ThresholdedReLU: same,
  TimeDistributed: wrapper,
  UpSampling2D: only({ interpolation: 'nearest' }),
  ZeroPadding2D: same,
};

/** Layers that compute nothing at inference, with settings that only training reads. */
const idle = [
  ...['ActivityRegularization', 'Identity', 'MixUp', 'CutMix', 'AugMix', 'RandAugment'],
  ...['RandomBrightness', 'RandomColorDegeneration', 'RandomColorJitter', 'RandomContrast'],
  ...['RandomElasticTransform', 'RandomErasing', 'RandomFlip', 'RandomGaussianBlur', 'RandomGrayscale'],
  ...['RandomHeight', 'RandomHue', 'RandomInvert', 'RandomPerspective', 'RandomPosterization'],
  ...['RandomRotation', 'RandomSaturation', 'RandomSharpness', 'RandomShear', 'RandomTranslation'],
  ...['RandomWidth', 'RandomZoom'],
] as const;

const converters: ReadonlyMap<string, Convert> = new Map([
  ...Object.entries(layers),
  ...idle.map((name): [string, Convert] => [name, identity]),
]);
const idleNames: ReadonlySet<string> = new Set(idle);

/**
 * Returns the layers that compute what a layer of Keras does; the first has its name and its weights.
 *
 * @throws ModelError that names the layer, for one that TensorFlow.js lacks and for code in a file.
 */
export function convertLayer(layer: KerasObject, context: KerasContext): TfLayers {
  const title = layerTitle(layer);
  if (layer.class_name === 'Lambda' || layer.class_name === 'TFOpLambda') {
    throw new ModelError(
      `Keras: ${title} wants layers in its place, got code, which is never run from a file`,
    );
  }
  if (isRegistered(layer.class_name)) return [{ class_name: layer.class_name, config: layer.config }];
  const convert = converters.get(layer.class_name);
  if (isCustom(layer) || convert === undefined) {
    const known = [...converters.keys()].join(', ');
    throw new ModelError(`Keras: ${title} is no layer that TensorFlow.js has; wants ${known}`);
  }
  const { layer: _, backward_layer: __, ...given } = layer.config;
  const { name, batch_shape, batch_input_shape } = given;
  const config = idleNames.has(layer.class_name) ? { name, batch_shape, batch_input_shape } : given;
  return convert(layer, convertConfig(config, context.keras3, title), context);
}

/** Classes that TensorFlow.js has under the name of a layer of Keras, but with another computation or other weights. */
const different = new Set([
  ...['BytePairTokenizer', 'CategoryEncoding', 'EinsumDense', 'MultiHeadAttention'],
  ...['RNN', 'StackedRNNCells', 'ConvLSTM2D'],
]);

/** Tells whether the running program has registered a layer of that class, which then decides what it computes. */
function isRegistered(className: string): boolean {
  if (converters.has(className) || different.has(className)) return false;
  const { classNameMap } = serialization.SerializationMap.getMap();
  const [registered] = Object.hasOwn(classNameMap, className) ? (classNameMap[className] ?? []) : [];
  return typeof registered === 'function' && registered.prototype instanceof tfLayers.Layer;
}

/** Tells whether the class was written by a user, even where it has the name of one of Keras. */
function isCustom({ module, registered_name }: KerasObject): boolean {
  const outside =
    typeof module === 'string' &&
    !/^(keras|tf_keras|tensorflow\.keras|tensorflow\.python\.keras)\b/.test(module);
  return outside || (typeof registered_name === 'string' && /^(?!keras>).*>/i.test(registered_name));
}
