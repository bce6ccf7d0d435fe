/** The door for Keras's JSON: what `model.to_json()` writes, a .keras file's config.json, a converter's model.json. */
import { ModelError } from 'sk-models';
import { type ConvertedModel, convertModel } from './convertKeras.js';
import type { DepthwiseChannels } from './kerasConv.js';
import { isRecord, readObject } from './kerasJson.js';
import type { TfLayer } from './kerasLayers.js';

/**
 * Turns a model's configuration from Keras 2 or 3 into a topology for `tf.loadLayersModel` (import `sk-models/layers`
 * first). Convolutions in groups, and dilated ones, become SkGroupedConv2D. Nothing in it is run: Lambda layers and
 * classes of one's own are refused.
 *
 * @param json The parsed JSON, or an object with it as `model_config` or `modelTopology`.
 * @throws ModelError that names the layer, what it has and what is supported
 */
export function fromKerasConfig(json: unknown): TfLayer {
  return convertKeras(json).topology;
}

/** @param depthwiseChannels For files of Keras 2, which do not say what a depthwise convolution reads. */
export function convertKeras(
  json: unknown,
  depthwiseChannels: DepthwiseChannels = () => undefined,
): ConvertedModel {
  const model = readObject(modelIn(json), 'a model');
  if (!/^(Functional|Model|Sequential)$/.test(model.class_name)) {
    throw new ModelError(`Keras: a model wants to be Functional or Sequential, got ${model.class_name}`);
  }
  return convertModel(model, { keras3: isKeras3(model), depthwiseChannels });
}

function modelIn(json: unknown): unknown {
  if (!isRecord(json)) return json;
  const inner = json['modelTopology'] ?? json['model_config'];
  return inner === undefined ? json : modelIn(inner);
}

/** Keras 3 renamed `batch_input_shape`; a model without any input layer is of the time before. */
function isKeras3(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isKeras3);
  return isRecord(value) && ('batch_shape' in value || Object.values(value).some(isKeras3));
}
