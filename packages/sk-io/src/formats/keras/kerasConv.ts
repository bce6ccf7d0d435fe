/**
 * Converts convolutions that TensorFlow.js lacks or cannot train: those in groups (tfjs issue 3900) and dilated ones,
 * depthwise or dense. They become SkGroupedConv2D; the activation follows as a layer of its own.
 */
import { ModelError } from 'sk-models';
import { type Config, isRecord, type KerasObject, layerTitle, show } from './kerasJson.js';

/** Returns the input channels of the depthwise convolution of a name, where its kernel is known. */
export type DepthwiseChannels = (layer: string) => number | undefined;

/** Reads the converted configuration of a Conv2D. @returns undefined where the layer of TensorFlow.js will do. */
export function groupedConv(config: Config, title: string): Config | undefined {
  const groups = config['groups'] ?? 1;
  if (groups === 1 && !isDilated(config)) return undefined;
  return skGroupedConv(config, { filters: config['filters'], groups }, config['kernel_initializer'], title);
}

/**
 * Reads the converted configuration of a DepthwiseConv2D. Its kernel [kh, kw, C, m] is, value by value, the kernel
 * [kh, kw, 1, C * m] of a convolution in C groups.
 *
 * @returns undefined where the layer of TensorFlow.js will do, which computes a dilated one, but has no gradient for it.
 */
export function dilatedDepthwise(
  layer: KerasObject,
  config: Config,
  channelsOf: DepthwiseChannels,
): Config | undefined {
  if (!isDilated(config)) return undefined;
  const groups = builtChannels(layer) ?? channelsOf(String(config['name']));
  if (groups === undefined) return undefined;
  const filters = groups * Number(config['depth_multiplier'] ?? 1);
  return skGroupedConv(config, { filters, groups }, config['depthwise_initializer'], layerTitle(layer));
}

function skGroupedConv(config: Config, size: Config, initializer: unknown, title: string): Config {
  const format = config['data_format'] ?? 'channels_last';
  if (format !== 'channels_last') {
    throw new ModelError(
      `Keras: ${title}: in groups or dilated, data_format wants 'channels_last', got ${show(format)}`,
    );
  }
  const { name, trainable, kernel_size, strides, padding, dilation_rate, use_bias, batch_input_shape } =
    config;
  const fields = {
    name,
    trainable,
    kernel_size,
    strides,
    padding,
    dilation_rate,
    use_bias,
    batch_input_shape,
  };
  const known = Object.entries({ ...fields, ...size, kernel_initializer: weightInit(initializer) });
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

/** Returns the nearest initializer that SkGroupedConv2D has: it matters only where no weights follow. */
function weightInit(initializer: unknown): string {
  const name = isRecord(initializer) ? initializer['class_name'] : initializer;
  if (typeof name !== 'string') return 'msra';
  if (/^zeros$/i.test(name)) return 'zeros';
  return /^ones$/i.test(name) ? 'ones' : 'msra';
}

function isDilated(config: Config): boolean {
  const rate = config['dilation_rate'] ?? 1;
  return [rate].flat().some((step) => step !== 1);
}

function builtChannels({ build_config }: KerasObject): number | undefined {
  const shape = isRecord(build_config) ? build_config['input_shape'] : undefined;
  const channels: unknown = Array.isArray(shape) ? shape.at(-1) : undefined;
  return Number.isSafeInteger(channels) ? (channels as number) : undefined;
}
