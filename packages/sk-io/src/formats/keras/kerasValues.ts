/** Converts the fields of a layer's configuration from Keras's form to that of TensorFlow.js. */
import { ModelError } from 'sk-models';
import { hardActivations } from 'sk-models/layers';
import { type Config, isRecord, numbersIn, readObject, show } from './kerasJson.js';

/** Keras's names of activations, and those of TensorFlow.js. */
const activationNames = {
  elu: 'elu',
  gelu: 'gelu',
  hard_sigmoid: 'hard_sigmoid',
  hard_silu: hardActivations.silu,
  hard_swish: hardActivations.silu,
  linear: 'linear',
  log_softmax: 'log_softmax',
  mish: 'mish',
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  sigmoid: 'sigmoid',
  silu: 'swish',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  swish: 'swish',
  tanh: 'tanh',
};

const activations: ReadonlyMap<unknown, string> = new Map(Object.entries(activationNames));

/** Fields without effect at inference, or without effect where they are null, false or empty. */
const ignored = new Set([
  ...['optional', 'ragged', 'renorm_momentum', 'seed', 'sparse', 'synchronized', 'time_major', 'use_cudnn'],
  'zero_output_for_mask',
]);

/** Converts a configuration. @param keras3 Decides the meaning of `hard_sigmoid`. @param title Of the layer, for messages. */
export function convertConfig(config: Config, keras3: boolean, title: string): Config {
  const entries = Object.entries(config).flatMap(([key, value]): [string, unknown][] => {
    if (value === null || ignored.has(key)) return [];
    if (key === 'dtype') return [[key, dtypeName(value, title)]];
    if (key === 'batch_shape') return [['batch_input_shape', value]];
    if (/(^|_)activation$/.test(key)) return [[key, activationName(value, keras3, title)]];
    if (/_initializer$/.test(key)) return [[key, classAndConfig(value)]];
    if (/_constraint$/.test(key)) return [[key, classAndConfig(value)]];
    if (/_regularizer$/.test(key)) return [[key, regularizer(value, `${title}: ${key}`)]];
    if (isRecord(value)) {
      const numbers = numbersIn(value);
      if (numbers !== undefined) return [[key, numbers]];
      throw new ModelError(`Keras: ${title}: ${key} wants a plain value, got ${show(value)}`);
    }
    return [[key, value]];
  });
  return Object.fromEntries(entries);
}

/** Reads 'relu', or the object that Keras 3 writes for the function of that name. */
function activationName(value: unknown, keras3: boolean, title: string): string {
  const isFunction = isRecord(value) && value['class_name'] === 'function';
  const name = value === undefined || value === null ? 'linear' : isFunction ? value['config'] : value;
  const activation = activations.get(name);
  if (activation === undefined) {
    const known = [...activations.keys()].join(', ');
    throw new ModelError(`Keras: ${title}: activation wants one of ${known}; got ${show(name)}`);
  }
  // That of Keras 2 is x / 5 + 1/2, as in TensorFlow.js, and that of Keras 3 x / 6 + 1/2.
  return name === 'hard_sigmoid' && keras3 ? hardActivations.sigmoid : activation;
}

/** Returns float32 for every kind of float, as Keras keeps weights of mixed precision. */
function dtypeName(value: unknown, title: string): string {
  const policy = isRecord(value) ? value['config'] : undefined;
  const name = isRecord(policy) ? policy['name'] : value;
  if (typeof name === 'string' && /^(mixed_)?b?float(16|32|64)$/.test(name)) return 'float32';
  if (typeof name === 'string' && /^(u?int(8|16|32|64)|bool)$/.test(name)) {
    return name === 'bool' ? 'bool' : 'int32';
  }
  throw new ModelError(`Keras: ${title}: dtype wants a kind of float or whole number, got ${show(value)}`);
}

/** Returns an initializer or constraint without the settings of Python. Keras 2 also writes a bare name. */
function classAndConfig(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { class_name, config } = readObject(value, 'an initializer or constraint');
  const { input_axes: _, output_axes: __, ...rest } = config;
  return { class_name, config: rest };
}

function regularizer(value: unknown, what: string): unknown {
  const { class_name, config } = readObject(value, what);
  if (!['L1', 'L2', 'L1L2'].includes(class_name)) {
    throw new ModelError(`Keras: ${what} wants L1, L2 or L1L2, got ${class_name}`);
  }
  return { class_name: 'L1L2', config: { l1: config['l1'] ?? 0, l2: config['l2'] ?? 0 } };
}
