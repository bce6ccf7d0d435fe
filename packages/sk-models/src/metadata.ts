/** The metadata of a model: its name in the registry, how images become its input, and the names of its classes. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from './modelError.js';
import type { Preprocessing } from './types.js';

export interface ModelMetadata {
  /** Name in the registry. */
  readonly skModel?: string;
  /** In the order of the outputs. */
  readonly classNames?: readonly string[];
  readonly preprocessing?: Preprocessing;
}

/** Returns the metadata of a model; empty where it has none. @throws ModelError for metadata that makes no sense. */
export function modelMetadata(model: LayersModel): ModelMetadata {
  const metadata: unknown = model.getUserDefinedMetadata() ?? {};
  const { skModel, classNames, preprocessing } = metadata as Record<string, unknown>;
  return {
    ...(skModel != null && { skModel: readName(skModel) }),
    ...(classNames != null && { classNames: readClassNames(classNames) }),
    ...(preprocessing != null && { preprocessing: readPreprocessing(preprocessing) }),
  };
}

/** Adds to the metadata of a model, or replaces fields of it. Returns the same model. */
export function withMetadata(model: LayersModel, metadata: ModelMetadata): LayersModel {
  const merged = { ...model.getUserDefinedMetadata(), ...metadata };
  // tfjs wants plain JSON, which a frozen or readonly structure may not be.
  model.setUserDefinedMetadata(JSON.parse(JSON.stringify(merged)) as object);
  return model;
}

/** An image of 4096 x 4096 is 200 MB of numbers. */
const maxInputPixels = 2 ** 24;

function refuse(field: string, wanted: string, got: unknown): never {
  throw new ModelError(`metadata: ${field} wants ${wanted}, got ${JSON.stringify(got)?.slice(0, 80)}`);
}

function readName(value: unknown): string {
  return typeof value === 'string' ? value : refuse('skModel', 'a name', value);
}

function readClassNames(value: unknown): readonly string[] {
  const good = Array.isArray(value) && value.every((name) => typeof name === 'string');
  return good ? (value as string[]) : refuse('classNames', 'a list of names', value);
}

function readPreprocessing(value: unknown): Preprocessing {
  const { size, channels, mean, std, cropFraction, interpolation } = value as Partial<Preprocessing>;
  const isNumbers = (list: unknown, length: number): boolean =>
    Array.isArray(list) && list.length === length && list.every((n) => Number.isFinite(n));
  const [height = 0, width = 0] = isNumbers(size, 2) ? (size ?? []) : [];
  const isSize = [height, width].every((n) => Number.isSafeInteger(n) && n > 0);
  if (!isSize || height * width > maxInputPixels) {
    refuse('preprocessing.size', `[height, width] in pixels, at most ${maxInputPixels} together`, size);
  }
  if (channels !== 1 && channels !== 3) refuse('preprocessing.channels', '1 or 3', channels);
  if (!isNumbers(mean, channels)) refuse('preprocessing.mean', `${channels} numbers`, mean);
  if (!isNumbers(std, channels) || !std?.every((n) => n > 0)) {
    refuse('preprocessing.std', `${channels} numbers above 0`, std);
  }
  if (!(typeof cropFraction === 'number' && cropFraction > 0 && cropFraction <= 1)) {
    refuse('preprocessing.cropFraction', 'a number above 0 up to 1', cropFraction);
  }
  if (!['nearest', 'bilinear', 'bicubic'].includes(interpolation as string)) {
    refuse('preprocessing.interpolation', "'nearest', 'bilinear' or 'bicubic'", interpolation);
  }
  return value as Preprocessing;
}
