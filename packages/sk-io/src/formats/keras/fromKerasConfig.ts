/** Reads Keras's JSON: the result of `model.to_json()`, config.json in a .keras file, a converter's model.json. */
import { ModelError } from 'sk-models';
import { type ConvertedModel, convertModel } from './convertKeras.js';
import type { DepthwiseChannels } from './kerasConv.js';
import { isRecord, readObject } from './kerasJson.js';
import type { TfLayer } from './kerasLayers.js';

/**
 * Turns a model's configuration from Keras 2 or 3 into a topology for `tf.loadLayersModel`. Convolutions in groups, and
 * dilated ones, become SkGroupedConv2D. Nothing in it is run: Lambda layers and custom classes are refused.
 *
 * @param json The parsed JSON, or an object with it as `model_config` or `modelTopology`.
 * @throws ModelError that names the layer, what it has and what is supported.
 */
export function fromKerasConfig(json: unknown): TfLayer {
  return convertKeras(json).topology;
}

/** @param depthwiseChannels For files of Keras 2, which have no number of channels for a depthwise convolution. */
export function convertKeras(
  json: unknown,
  depthwiseChannels: DepthwiseChannels = () => undefined,
): ConvertedModel {
  const model = readObject(modelIn(json), 'a model');
  if (!/^(Functional|Model|Sequential)$/.test(model.class_name)) {
    throw new ModelError(`Keras: a model wants the class Functional or Sequential, got ${model.class_name}`);
  }
  return convertModel(model, { keras3: isKeras3(model), depthwiseChannels });
}

function modelIn(json: unknown): unknown {
  if (!isRecord(json)) return json;
  const inner = json['modelTopology'] ?? json['model_config'];
  return inner === undefined ? json : modelIn(inner);
}

/** Tells whether Keras 3 wrote the model, which renamed `batch_input_shape`; older files may have no input layer. */
function isKeras3(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isKeras3);
  return isRecord(value) && ('batch_shape' in value || Object.values(value).some(isKeras3));
}
