/** From files to bytes of one size: what a decode worker does, and the main thread where there are no workers. */

import { readImage, requireSharp } from 'sk-io/node';
import { imageToInput, type RgbImage } from 'sk-models';
import { type CropRanges, randomCropBox } from '../../data/augment.js';
import { RandomStream } from '../../data/random.js';

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

/** Whole photographs in memory at once: one is read while another is made small. */
const atOnce = 2;

/**
 * Decodes the files of a job. A file that cannot be read is a failure and no exception.
 * @throws ImageError where sharp is not installed
 */
export async function decodeImages(job: DecodeJob): Promise<DecodedImages> {
  await requireSharp();
  const size = job.height * job.width * job.channels;
  const pixels = new Uint8Array(job.paths.length * size);
  const failures: DecodeFailure[] = [];
  const positions = job.paths.entries();
  const takeFiles = async () => {
    for (const [position, path] of positions) {
      try {
        pixels.set(await decodeImage(path, job.indices[position] as number, job), position * size);
      } catch (error) {
        failures.push({ position, reason: (error as Error).message });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeFiles));
  failures.sort((a, b) => a.position - b.position);
  return { pixels, failures };
}

async function decodeImage(path: string, index: number, job: DecodeJob): Promise<Uint8Array> {
  const image = await readImage(path);
  return job.crop.kind === 'central'
    ? centralCrop(image, job.crop.fraction, job)
    : await randomCrop(image, index, job.crop, job);
}

/** As a model sees the image when it is asked about it, but in whole bytes. */
function centralCrop(image: RgbImage, cropFraction: number, job: DecodeJob): Uint8Array {
  const { height, width, channels, interpolation } = job;
  const isReady = image.width === width && image.height === height && cropFraction === 1;
  if (isReady && channels === image.channels) return image.data;
  const [mean, std] = [new Array<number>(channels).fill(0), new Array<number>(channels).fill(1 / 255)];
  const size = [height, width] as const;
  const values = imageToInput(image, { size, channels, mean, std, cropFraction, interpolation });
  return Uint8Array.from(values, Math.round);
}

async function randomCrop(
  { data, width, height, channels }: RgbImage,
  index: number,
  crop: Crop & { kind: 'random' },
  job: DecodeJob,
): Promise<Uint8Array> {
  const stream = new RandomStream(crop.seed, 'augment', crop.epoch, index);
  const mirrored = crop.flip && stream.uniform() < 0.5;
  const box = randomCropBox(width, height, stream, crop.ranges);
  const kernel = kernels[job.interpolation];
  const { default: sharp } = await import('sharp');
  const resized = sharp(data, { raw: { width, height, channels } })
    .extract(box)
    .resize(job.width, job.height, { fit: 'fill', kernel });
  const coloured = job.channels === 1 ? resized.greyscale() : resized;
  return await coloured.flop(mirrored).raw().toBuffer();
}
