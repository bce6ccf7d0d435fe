/** Models by name, with weights that somebody has trained if asked. */
import { rm } from 'node:fs/promises';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type CreateOptions, createModel as createUntrained, findEntry, withMetadata } from 'sk-models';
import { timmMetadata } from '../../formats/metadata/timmConfig.js';
import { type LoadWeightsOptions, loadWeights } from '../../naming/loadWeights.js';
import { timmConfigBeside } from '../metadata/filesBeside.js';
import { type FetchOptions, fetchWeights } from '../pretrained/fetchWeights.js';
import { knownWeights } from '../pretrained/hub.js';
import { openWeights } from '../weights/openWeights.js';

export interface PretrainedOptions extends FetchOptions, LoadWeightsOptions {
  /** A file, a folder, an http(s) URL, or owner/name[@revision] on a hub. */
  readonly from: string;
}

export interface PretrainedModelOptions extends CreateOptions {
  /** Where the weights come from; true takes those that timm's authors trained for the model of that name. */
  readonly pretrained: true | string | PretrainedOptions;
}

/**
 * A model with weights of safetensors (whole or in shards), of a folder of TensorFlow.js or of another file that
 * openWeights knows, under our names or timm's. What timm's config.json beside them says of pixels and classes goes into its
 * metadata. Without `pretrained` it is createModel of sk-models.
 *
 * @throws ModelError, as a rejection too, for a name that is not in the registry; ModelFileError for weights that cannot
 * be had or do not fit
 */
export function createModel(name: string, options: PretrainedModelOptions): Promise<LayersModel>;
export function createModel(name: string, options?: CreateOptions): LayersModel;
export function createModel(
  name: string,
  options: CreateOptions & Partial<PretrainedModelOptions> = {},
): LayersModel | Promise<LayersModel> {
  const { pretrained, ...create } = options;
  return pretrained === undefined
    ? createUntrained(name, create)
    : createPretrained(name, create, pretrained);
}

async function createPretrained(
  name: string,
  options: CreateOptions,
  pretrained: PretrainedModelOptions['pretrained'],
): Promise<LayersModel> {
  findEntry(name);
  const from = pretrained === true ? knownWeights(name) : pretrained;
  const settings = typeof from === 'string' ? { from } : from;
  const path = await fetchWeights(settings.from, settings);
  const source = await openWeights(path).catch(async (error: unknown) => {
    // What came was a page that asks for a password, say: it would be in the cache for ever.
    if (path !== settings.from) await rm(path, { force: true });
    throw error;
  });
  try {
    const model = createUntrained(name, options);
    try {
      await loadWeights(model, source, settings);
      const config = await timmConfigBeside(source.what);
      return config === undefined ? model : withMetadata(model, timmMetadata(model, config));
    } catch (error) {
      model.dispose();
      throw error;
    }
  } finally {
    await source.close();
  }
}
