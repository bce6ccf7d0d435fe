/** How pixels become the numbers that a model reads, whatever the size of its input. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../modelError.js';
import type { Preprocessing } from '../types.js';

export type PixelScale = Pick<Preprocessing, 'mean' | 'std' | 'cropFraction' | 'interpolation'>;

export type PixelScaleName = 'imagenet' | 'tf' | 'unit' | 'none';

const plain = { cropFraction: 1, interpolation: 'bilinear' } as const;

export const pixelScales: Readonly<Record<PixelScaleName, PixelScale>> = {
  /** Subtracts ImageNet's mean and divides by its deviation; takes the central 7/8 of the shorter side. */
  imagenet: {
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    cropFraction: 0.875,
    interpolation: 'bilinear',
  },
  /** Scales pixels to -1 to 1, as most networks of Keras read them. */
  tf: { mean: [0.5], std: [0.5], ...plain },
  /** Scales pixels to 0 to 1. */
  unit: { mean: [0], std: [1], ...plain },
  /** Leaves pixels at 0 to 255, for a model that scales them itself. */
  none: { mean: [0], std: [1 / 255], ...plain },
};

/** Returns a value for each channel: those that there are; one for all of them; or else the mean for all of them. */
export function perChannel(values: readonly number[], channels: number): readonly number[] {
  if (values.length === channels) return values;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return new Array<number>(channels).fill(mean);
}

/**
 * Returns the preprocessing that makes the input of a model on a scale.
 *
 * @param size Height and width, for a model that reads images of any size.
 * @throws ModelError for a model that does not read images [N, height, width, 1 or 3] of a known size.
 */
export function preprocessingOf(
  model: LayersModel,
  { mean, std, cropFraction, interpolation }: PixelScale,
  size?: Preprocessing['size'],
): Preprocessing {
  const [shape, ...more] = model.inputs.map((input) => input.shape);
  const [height, width, channels] = shape?.slice(1) ?? [];
  if (shape?.length !== 4 || more.length > 0 || (channels !== 1 && channels !== 3)) {
    const read = model.inputs.map((input) => `[${input.shape.map((n) => n ?? 'N')}]`).join(' and ');
    throw new ModelError(
      `'${model.name}' wants to read images [N, height, width, 1 or 3] to have a preprocessing, and reads ${read}`,
    );
  }
  const [tall, wide] = [height ?? size?.[0], width ?? size?.[1]];
  if (tall === undefined || wide === undefined) {
    throw new ModelError(
      `'${model.name}' reads images of any size, and its preprocessing wants one: say size: [height, width] in it`,
    );
  }
  return {
    ...{ size: [tall, wide], channels, mean: perChannel(mean, channels), std: perChannel(std, channels) },
    ...{ cropFraction, interpolation },
  };
}
