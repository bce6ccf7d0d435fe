/** The config.json that timm writes beside the weights of a model: timm/models/_hub.py, timm/data/config.py. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import {
  type Interpolation,
  type ModelMetadata,
  type PixelScale,
  pixelScales,
  preprocessingOf,
} from 'sk-models';
import { ModelFileError } from '../../modelFileError.js';
import { classNamesIn } from './classLabels.js';
import { isImageSide } from './imageSide.js';

export interface TimmConfig {
  /** The file, for messages. */
  readonly file: string;
  /** Name of the network in timm. */
  readonly architecture: string;
  readonly numClasses?: number;
  readonly classNames?: readonly string[];
  /** Height and width of the images that the model was trained with. */
  readonly size: readonly [height: number, width: number];
  /**
   * Returns how pixels become its input.
   *
   * @throws ModelFileError for a way that is not known here.
   */
  readonly pixelScale: () => PixelScale;
}

export interface TimmMetadataOptions {
  /** Leave the preprocessing out. false */
  readonly ownPreprocessing?: boolean;
}

const optionNames: OptionNames<TimmMetadataOptions> = { ownPreprocessing: true };

/**
 * Returns the metadata of a model with these weights: how images become its input, in its own size, and the names of its
 * classes where they are as many. A model of other channels than images have gets no preprocessing.
 *
 * @throws ModelFileError for a way that is not known here; OptionError for options that do not exist.
 */
export function timmMetadata(
  model: LayersModel,
  { classNames, pixelScale }: TimmConfig,
  options: TimmMetadataOptions = {},
): ModelMetadata {
  checkOptions('timmMetadata: options', options, optionNames);
  const { ownPreprocessing = false } = options;
  const named = classNames !== undefined && classNames.length === model.outputs[0]?.shape.at(-1);
  const channels = model.inputs[0]?.shape.at(-1);
  const isOfImages = !ownPreprocessing && (channels === 1 || channels === 3);
  return {
    ...(isOfImages && { preprocessing: preprocessingOf(model, pixelScale()) }),
    ...(named && { classNames }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the file. What it leaves out is as timm takes it then.
 *
 * @returns Undefined for a file that is not timm's.
 * @throws ModelFileError that names the field which makes no sense.
 */
export function readTimmConfig(value: unknown, file: string): TimmConfig | undefined {
  if (!isFields(value) || typeof value['architecture'] !== 'string') return undefined;
  // Older files have everything in one object.
  const config = isFields(value['pretrained_cfg']) ? value['pretrained_cfg'] : value;
  const field = (name: string): unknown => value[name] ?? config[name];
  const refuse: Refuse = (name, wanted, got) => {
    throw new ModelFileError(
      file,
      `${name} wants ${wanted}, got ${JSON.stringify(got)?.slice(0, 80)}: take the file away, or mend it`,
    );
  };
  const numClasses = field('num_classes');
  if (numClasses !== undefined && !(Number.isSafeInteger(numClasses) && Number(numClasses) >= 0)) {
    refuse('num_classes', 'a whole number', numClasses);
  }
  const classNames = classNamesOf(field('label_names') ?? field('labels'), field('label_descriptions'), file);
  const classes = classNames?.length;
  if (numClasses !== undefined && classes !== undefined && classes !== numClasses) {
    refuse('label_names', `a name for each of its ${String(numClasses)} classes`, `${classes} names`);
  }
  return {
    ...{ file, architecture: value['architecture'], size: sizeOf(config['input_size'], refuse) },
    pixelScale: () => pixelScaleOf(config, file),
    // Zero is a network without a classifier.
    ...(Number(numClasses) > 0 && { numClasses: Number(numClasses) }),
    ...(classNames !== undefined && { classNames }),
  };
}

type Refuse = (field: string, wanted: string, got: unknown) => never;

function sizeOf(value: unknown, refuse: Refuse): TimmConfig['size'] {
  if (value === undefined || value === null) return [224, 224];
  const [, height, width, ...more] = Array.isArray(value) ? (value as unknown[]) : [];
  if (isImageSide(height) && isImageSide(width) && more.length === 0) return [height, width];
  return refuse('input_size', '[channels, height, width]', value);
}

/** WordNet's ids say nothing to people, so the descriptions stand for them. */
function classNamesOf(labels: unknown, descriptions: unknown, file: string): readonly string[] | undefined {
  if (labels === undefined || labels === null) return undefined;
  const names = classNamesIn(labels, `${file}: label_names`);
  if (!names.every((name) => /^n\d{8}$/.test(name))) return names;
  if (Array.isArray(descriptions)) return classNamesIn(descriptions, `${file}: label_descriptions`);
  if (!isFields(descriptions)) return names;
  return names.map((name) => {
    const text = descriptions[name];
    return typeof text === 'string' && text !== '' ? text : name;
  });
}

/** Timm's names, as far as images can be made that way here. */
const interpolations: Readonly<Record<string, Interpolation>> = {
  ...{ nearest: 'nearest', bilinear: 'bilinear', bicubic: 'bicubic' },
};

function pixelScaleOf(config: Fields, file: string): PixelScale {
  const no = (field: string, wanted: string, got: unknown): never => {
    throw new ModelFileError(
      file,
      `${field} wants ${wanted}, got ${JSON.stringify(got)?.slice(0, 80)}: say how images become the model's input (--preprocessing), or take the file away`,
    );
  };
  const numbers = (field: 'mean' | 'std', least: number): readonly number[] => {
    const list = config[field] ?? pixelScales.imagenet[field];
    const isGood =
      Array.isArray(list) &&
      list.length > 0 &&
      list.every((n) => typeof n === 'number' && Number.isFinite(n) && n > least);
    return isGood ? (list as number[]) : no(field, 'a number for each channel', list);
  };
  const {
    crop_pct: cropFraction = 0.875,
    crop_mode: mode = 'center',
    interpolation: name = 'bicubic',
  } = config;
  if (!(typeof cropFraction === 'number' && cropFraction > 0 && cropFraction <= 1)) {
    return no('crop_pct', 'a number above 0 up to 1', cropFraction);
  }
  if (mode !== 'center') return no('crop_mode', "'center'", mode);
  const interpolation = typeof name === 'string' ? interpolations[name] : undefined;
  if (interpolation === undefined) {
    return no('interpolation', Object.keys(interpolations).join(', '), name);
  }
  return { mean: numbers('mean', -Infinity), std: numbers('std', 0), cropFraction, interpolation };
}
