/** From files to bytes of one size: what a decode worker does, and the main thread where there are no workers. */

import sharp from 'sharp';
import { type RgbImage, readImage } from 'sk-models/node';
import { type CropBox, type CropRanges, centralCropBox, randomCropBox } from '../../augment.js';
import { RandomStream } from '../../random.js';

/** How each image comes to its size. Plain data, since it is sent to workers. */
export type Crop =
  | { readonly kind: 'central'; readonly fraction: number }
  | {
      readonly kind: 'random';
      readonly ranges: CropRanges;
      readonly flip: boolean;
      readonly seed: number;
      readonly epoch: number;
    };

export interface DecodeJob {
  readonly paths: readonly string[];
  /** The number of each file in its dataset, which its random crop depends on. */
  readonly indices: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly interpolation: 'nearest' | 'bilinear' | 'bicubic';
  readonly crop: Crop;
}

export interface DecodedImages {
  /** [N, height, width, channels], with zeros for files that cannot be read. */
  readonly pixels: Uint8Array;
  readonly failures: readonly DecodeFailure[];
}

export interface DecodeFailure {
  /** In the job's list of paths. */
  readonly position: number;
  readonly reason: string;
}

const kernels = { nearest: 'nearest', bilinear: 'linear', bicubic: 'cubic' } as const;

/** Decodes the files of a job one after the other. A file that cannot be read is a failure and no exception. */
export async function decodeImages(job: DecodeJob): Promise<DecodedImages> {
  const size = job.height * job.width * job.channels;
  const pixels = new Uint8Array(job.paths.length * size);
  const failures: DecodeFailure[] = [];
  await Promise.all(
    job.paths.map(async (path, position) => {
      try {
        pixels.set(await decodeImage(path, job.indices[position] as number, job), position * size);
      } catch (error) {
        failures.push({ position, reason: (error as Error).message });
      }
    }),
  );
  failures.sort((a, b) => a.position - b.position);
  return { pixels, failures };
}

async function decodeImage(path: string, index: number, job: DecodeJob): Promise<Uint8Array> {
  const image = await readImage(path);
  const { box, mirrored } = chooseCrop(image, index, job);
  const isWhole = box.width === image.width && box.height === image.height;
  const fits = isWhole && image.width === job.width && image.height === job.height;
  if (fits && !mirrored && job.channels === image.channels) return image.data;
  const { data, width, height, channels } = image;
  let pipeline = sharp(data, { raw: { width, height, channels } });
  if (!isWhole) pipeline = pipeline.extract(box);
  if (!fits) {
    const kernel = kernels[job.interpolation];
    pipeline = pipeline.resize(job.width, job.height, { fit: 'fill', kernel });
  }
  if (mirrored) pipeline = pipeline.flop();
  if (job.channels === 1) pipeline = pipeline.greyscale();
  return await pipeline.raw().toBuffer();
}

function chooseCrop(
  { width, height }: RgbImage,
  index: number,
  job: DecodeJob,
): { box: CropBox; mirrored: boolean } {
  const { crop } = job;
  if (crop.kind === 'central') {
    return { box: centralCropBox(width, height, crop.fraction, job.width / job.height), mirrored: false };
  }
  const stream = new RandomStream(crop.seed, 'augment', crop.epoch, index);
  const mirrored = crop.flip && stream.uniform() < 0.5;
  return { box: randomCropBox(width, height, stream, crop.ranges), mirrored };
}
