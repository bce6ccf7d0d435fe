/** From files to bytes of one size: what a decode worker does, and the main thread where there are no workers. */
import { elementAt } from 'sk-core';
import { ImageError, type PixelTarget, readPixels, readTrainingPixels, requireSharp } from 'sk-io/node';
import { centralBox, type Interpolation } from 'sk-models';
import { type CropRanges, randomCropBox } from '../../data/augment/cropBox.js';
import type { ChannelStatistics } from '../../data/augment/erasing.js';
import { augmentPixels, type PixelAugmentation } from '../../data/augment/pixelAugmentation.js';
import { placeImage, randomPlacement } from '../../data/augment/placement.js';
import { RandomStream } from '../../random/randomStream.js';

/** The part of each image that is kept. Plain data, since it is sent to workers. */
export type Crop =
  | {
      readonly kind: 'central';
      readonly fraction: number;
      /** Moves and mirrors the image afterwards, as small images are augmented. */
      readonly moved?: MovedCrop;
    }
  | {
      readonly kind: 'random';
      readonly ranges: CropRanges;
      readonly flip: boolean;
      readonly seed: number;
      readonly epoch: number;
      /** The interpolations to draw from, one for each image; by default that of the target. */
      readonly interpolations?: readonly Interpolation[];
    };

export interface MovedCrop {
  readonly padding: number;
  readonly flip: boolean;
  readonly seed: number;
  readonly epoch: number;
  /** The value of each channel where the image does not cover the target. */
  readonly fill: readonly number[];
}

/** The augmentation of the pixels of each image, after the crop. */
export interface PixelChanges {
  readonly augmentation: PixelAugmentation;
  readonly statistics: ChannelStatistics;
  readonly seed: number;
  readonly epoch: number;
}

export interface FileToDecode {
  /** A path; for an image whose bytes are there, its name in messages. */
  readonly path: string;
  readonly bytes?: Uint8Array;
  /** The number that its random crop and changes are drawn for: its number in the dataset, and another where an epoch shows it again. */
  readonly index: number;
}

export interface DecodeJob {
  readonly files: readonly FileToDecode[];
  readonly target: PixelTarget;
  readonly crop: Crop;
  readonly changes?: PixelChanges;
}

export interface DecodedImages {
  /** [N, height, width, channels], with zeros for files that cannot be read. */
  readonly pixels: Uint8Array;
  readonly failures: readonly DecodeFailure[];
}

export interface DecodeFailure {
  /** In the job's list of files. */
  readonly position: number;
  readonly reason: string;
}

/** Whole photographs in memory at once: one is read while another is made small. */
const atOnce = 2;

/**
 * Decodes the files of a job. A file that cannot be read is a failure and no exception.
 * @throws ImageError where sharp is not installed
 */
export async function decodeImages(job: DecodeJob): Promise<DecodedImages> {
  await requireSharp();
  const size = pixelCount(job.target);
  const pixels = new Uint8Array(job.files.length * size);
  const failures: DecodeFailure[] = [];
  const files = job.files.entries();
  const takeFiles = async () => {
    for (const [position, file] of files) {
      try {
        pixels.set(await decodeImage(file, job), position * size);
      } catch (error) {
        const reason = error instanceof ImageError ? error.why : (error as Error).message;
        failures.push({ position, reason });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeFiles));
  failures.sort((a, b) => a.position - b.position);
  return { pixels, failures };
}

/** Returns the bytes of one image: height * width * channels. */
export function pixelCount({ size: [height, width], channels }: PixelTarget): number {
  return height * width * channels;
}

async function decodeImage(file: FileToDecode, job: DecodeJob): Promise<Uint8Array> {
  const data = await cropImage(file, job);
  const { changes, target } = job;
  if (changes === undefined) return data;
  const [height, width] = target.size;
  const image = { data, width, height, channels: target.channels };
  const place = { ...changes, index: file.index };
  return augmentPixels(image, changes.augmentation, place, changes.statistics).data;
}

async function cropImage(
  { path, bytes, index }: FileToDecode,
  { target, crop }: DecodeJob,
): Promise<Uint8Array> {
  const file = bytes ?? path;
  if (crop.kind === 'central') {
    const { size } = target;
    const pixels = await readPixels(file, target, (image) =>
      centralBox(image, { size, cropFraction: crop.fraction }),
    );
    return crop.moved === undefined ? pixels : move(pixels, target, crop.moved, index);
  }
  const { seed, epoch, interpolations = [target.interpolation] } = crop;
  const kernel = new RandomStream(seed, 'interpolation', epoch, index).integer(interpolations.length);
  const resized = { ...target, interpolation: elementAt(interpolations, kernel) };
  return await readTrainingPixels(file, resized, (image) => {
    const stream = new RandomStream(seed, 'augment', epoch, index);
    const mirrored = crop.flip && stream.uniform() < 0.5;
    return { mirrored, box: randomCropBox(image.width, image.height, stream, crop.ranges) };
  });
}

function move(
  pixels: Uint8Array,
  { size, channels }: PixelTarget,
  { padding, flip, seed, epoch, fill }: MovedCrop,
  index: number,
): Uint8Array {
  const placement = randomPlacement(new RandomStream(seed, 'augment', epoch, index), padding, flip);
  const moved = new Uint8Array(pixels.length);
  placeImage(pixels, moved, 0, [...size, channels], placement, fill);
  return moved;
}
