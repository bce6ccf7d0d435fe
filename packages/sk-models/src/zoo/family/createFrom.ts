/** Builds a network from its entry in a family. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { hasBackend } from '../../anyBackend.js';
import { perChannel } from '../../input/pixelScales.js';
import { withMetadata } from '../../metadata.js';
import { ModelError } from '../../modelError.js';
import type { BuildOptions, ModelEntry, Preprocessing } from '../../types.js';

export type CreateOptions = Partial<BuildOptions>;

const optionNames: OptionNames<CreateOptions> = {
  numClasses: true,
  inputShape: true,
  seed: true,
  widthMultiplier: true,
};

/** @param name Of the network. @throws ModelError for an option that does not exist. */
export const checkBuildOptions = (name: string, options: CreateOptions): void =>
  checkOptions(`${name}: options`, options, optionNames, ModelError);

/**
 * Returns an untrained model that takes images [N, H, W, C] and gives probabilities [N, numClasses]. Its name in the
 * registry, its preprocessing and its class names are in its metadata.
 *
 * @throws ModelError for sizes that make no sense, for options that do not exist, and where there is no backend; ShapeError
 * for an input too small for the network.
 */
export function createFrom(entry: ModelEntry, options: CreateOptions = {}): LayersModel {
  const build = buildOptions(entry, options);
  checkBackend(entry.name);
  const preprocessing = preprocessingFor(entry, build.inputShape);
  const classNames = entry.labels.find((labels) => labels.length === build.numClasses);
  return withMetadata(entry.build(build), {
    skModel: entry.name,
    ...(preprocessing !== undefined && { preprocessing }),
    ...(classNames !== undefined && { classNames }),
  });
}

/** @throws ModelError where TensorFlow.js would say that no backend is found in its registry. */
function checkBackend(name: string): void {
  if (hasBackend()) return;
  throw new ModelError(
    `${name}: there is no backend to make weights on: await start() of 'sk-backend-wasm/node' (in a browser: install()) or of 'sk-backend-webgpu' first, or import '@tensorflow/tfjs-backend-cpu'`,
  );
}

/**
 * Returns the entry's defaults, with the caller's options in their place.
 *
 * @throws ModelError for sizes that make no sense and options that do not exist.
 */
export function buildOptions({ name, defaults }: ModelEntry, options: CreateOptions): BuildOptions {
  checkBuildOptions(name, options);
  const {
    numClasses = defaults.numClasses,
    inputShape = defaults.inputShape,
    seed,
    widthMultiplier,
  } = options;
  const check = (what: string, value: unknown, good: boolean, wanted: string): void => {
    if (!good) throw new ModelError(`${name}: ${what} wants ${wanted}, got ${JSON.stringify(value)}`);
  };
  const whole = (value: unknown, least: number): boolean =>
    Number.isSafeInteger(value) && (value as number) >= least;
  check('numClasses', numClasses, whole(numClasses, 1), 'a whole number from 1');
  const isShape =
    Array.isArray(inputShape) && inputShape.length === 3 && inputShape.every((size) => whole(size, 1));
  check('inputShape', inputShape, isShape, '[height, width, channels], whole numbers from 1');
  const isFactor = widthMultiplier === undefined || (Number.isFinite(widthMultiplier) && widthMultiplier > 0);
  check('widthMultiplier', widthMultiplier, isFactor, 'a number above 0');
  check('seed', seed, seed === undefined || whole(seed, 0), 'a whole number from 0');
  return {
    numClasses,
    inputShape,
    ...(seed !== undefined && { seed }),
    ...(widthMultiplier !== undefined && { widthMultiplier }),
  };
}

/**
 * Returns the preprocessing for the size of the input; the mean of the colours' statistics where it has one channel, and
 * none where images have no such channels.
 */
function preprocessingFor(
  { preprocessing }: ModelEntry,
  inputShape: BuildOptions['inputShape'],
): Preprocessing | undefined {
  const [height, width, channels] = inputShape;
  if (channels !== 1 && channels !== 3) return undefined;
  const { mean, std } = preprocessing;
  return {
    ...preprocessing,
    size: [height, width],
    channels,
    mean: perChannel(mean, channels),
    std: perChannel(std, channels),
  };
}
