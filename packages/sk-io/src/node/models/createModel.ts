/** Models by name, with weights that somebody has trained if asked. */
import { rm } from 'node:fs/promises';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { type CreateOptions, createModel as createUntrained, findEntry, withMetadata } from 'sk-models';
import { timmMetadata } from '../../formats/metadata/timmConfig.js';
import { type LoadWeightsOptions, loadWeights, loadWeightsOptions } from '../../naming/loadWeights.js';
import { timmConfigBeside } from '../metadata/filesBeside.js';
import { type FetchOptions, fetchOptions, fetchWeights } from '../pretrained/fetchWeights.js';
import { knownWeights } from '../pretrained/hub.js';
import { openWeights } from '../weights/openWeights.js';

export interface PretrainedOptions extends FetchOptions, LoadWeightsOptions {
  /** A file, a folder, an http(s) URL, or owner/name[@revision] on a hub. */
  readonly from: string;
}

const pretrainedOptions: OptionNames<PretrainedOptions> = {
  ...fetchOptions,
  ...loadWeightsOptions,
  from: true,
};

export interface PretrainedModelOptions extends CreateOptions {
  /** Where the weights come from; true takes those that timm's authors trained for the model of that name. */
  readonly pretrained: true | string | PretrainedOptions;
}

const createOptions: OptionNames<PretrainedModelOptions> = {
  numClasses: true,
  inputShape: true,
  seed: true,
  widthMultiplier: true,
  pretrained: true,
};

/**
 * A model with weights of safetensors (whole or in shards), of a folder of TensorFlow.js or of another file that
 * openWeights knows, under our names or timm's. What timm's config.json beside them says of pixels and classes goes into its
 * metadata. Without `pretrained` it is createModel of sk-models.
 *
 * @throws ModelError, as a rejection too, for a name that is not in the registry; ModelFileError for weights that cannot
 * be had or do not fit; OptionError for options that do not exist
 */
export function createModel(name: string, options: PretrainedModelOptions): Promise<LayersModel>;
export function createModel(name: string, options?: CreateOptions): LayersModel;
export function createModel(
  name: string,
  options: CreateOptions & Partial<PretrainedModelOptions> = {},
): LayersModel | Promise<LayersModel> {
  const { pretrained, ...create } = options;
  if (pretrained !== undefined) return createPretrained(name, create, pretrained);
  checkOptions<object>(`${name}: options`, options, createOptions);
  return createUntrained(name, create);
}

async function createPretrained(
  name: string,
  options: CreateOptions,
  pretrained: PretrainedModelOptions['pretrained'],
): Promise<LayersModel> {
  findEntry(name);
  checkOptions<object>(`${name}: options`, options, createOptions);
  const from = pretrained === true ? knownWeights(name) : pretrained;
  const settings = typeof from === 'string' ? { from } : from;
  checkOptions(`${name}: pretrained`, settings, pretrainedOptions);
  const path = await fetchWeights(settings.from, only<FetchOptions>(settings, fetchOptions));
  const source = await openWeights(path, { limits: settings.limits ?? {} }).catch(async (error: unknown) => {
    // What came was a page that asks for a password, say: it would be in the cache for ever.
    if (path !== settings.from) await rm(path, { force: true });
    throw error;
  });
  try {
    const model = createUntrained(name, options);
    try {
      await loadWeights(model, source, only<LoadWeightsOptions>(settings, loadWeightsOptions));
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

/** Returns the options of these names. */
function only<T extends object>(options: T, names: OptionNames<T>): T {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(names, name))) as T;
}
