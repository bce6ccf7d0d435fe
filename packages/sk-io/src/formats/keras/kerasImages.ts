/** Converts the layers of Keras that prepare images, and those that normalise by groups or by given statistics. */
import { ModelError } from 'sk-models';
import { type Config, isRecord, type KerasObject, layerTitle, show } from './kerasJson.js';

/** The part of a layer's configuration that every layer of sk-models has. */
const common = ({ name, trainable, batch_input_shape }: Config): Config =>
  Object.fromEntries(
    Object.entries({ name, trainable, batch_input_shape }).filter(([, value]) => value !== undefined),
  );

/** Reads the converted configuration of a Resizing as that of an SkFit2D. @throws ModelError */
export function resizing(layer: KerasObject, config: Config): Config {
  const {
    crop_to_aspect_ratio: crops = false,
    pad_to_aspect_ratio: pads = false,
    interpolation = 'bilinear',
    fill_value = 0,
  } = config;
  if (config['antialias'] === true) refuse(layer, 'antialias wants false', true);
  if (crops === true && pads === true) refuse(layer, 'wants to crop or to pad', 'both');
  if ((config['fill_mode'] ?? 'constant') !== 'constant') {
    refuse(layer, "fill_mode wants 'constant'", config['fill_mode']);
  }
  const method = String(interpolation).toLowerCase();
  if (method !== 'bilinear' && method !== 'nearest') {
    refuse(
      layer,
      "interpolation wants 'bilinear' or 'nearest', which alone are the same on all backends of Keras",
      method,
    );
  }
  const fit = crops === true ? 'crop' : pads === true ? 'pad' : 'stretch';
  return { ...fitted(layer, config, fit), interpolation: method, fill_value };
}

/** Reads height and width as the settings of an SkFit2D. @throws ModelError */
export function fitted(layer: KerasObject, config: Config, fit: string): Config {
  const format = config['data_format'] ?? 'channels_last';
  if (format !== 'channels_last') refuse(layer, "data_format wants 'channels_last'", format);
  return { ...common(config), size: [config['height'], config['width']], fit };
}

/** Reads the converted configuration of a Normalization as that of an SkNormalization. @throws ModelError */
export function normalization(layer: KerasObject, config: Config): Config {
  const { axis, mean, variance, invert = false } = config;
  const axes = [axis ?? []].flat();
  if (axes.length > 1 || axes.some((each) => !isLastAxis(layer, each))) {
    refuse(layer, 'axis wants -1 or none', axis);
  }
  const statistics = mean === undefined ? {} : { mean, variance };
  return { ...common(config), ...statistics, per_channel: axes.length === 1, invert };
}

/** Reads the converted configuration of a GroupNormalization as that of an SkGroupNorm. @throws ModelError */
export function groupNormalization(layer: KerasObject, config: Config): Config {
  const { groups = 32, axis = -1, epsilon = 1e-3, center = true, scale = true } = config;
  if (!isLastAxis(layer, axis)) refuse(layer, 'axis wants -1', axis);
  return { ...common(config), groups, epsilon, center, scale };
}

/** Tells whether an axis is the last, which only the shape that a layer was built for says of a number from 0. */
function isLastAxis({ build_config }: KerasObject, axis: unknown): boolean {
  const shape = isRecord(build_config) ? build_config['input_shape'] : undefined;
  return axis === -1 || (Array.isArray(shape) && axis === shape.length - 1);
}

function refuse(layer: KerasObject, wanted: string, got: unknown): never {
  throw new ModelError(`Keras: ${layerTitle(layer)}: ${wanted}, got ${show(got)}`);
}
