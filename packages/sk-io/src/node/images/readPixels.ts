/**
 * From image files to the pixels of a model's input, in whole bytes: exactly as a model sees an image when it is asked
 * about it, for testing, and faster, for training. Both read the same decoded image and make the same grey of it; they
 * differ in what resizes. For the same box, a photograph's pixels differ by less than one level of 255 in the mean and by 4
 * at most, those of noise by up to 40 where it is shrunk: test/readPixels.test.ts holds that.
 */
import { type Box, type Interpolation, type PixelImage, pixelBytes, resample } from 'sk-models';
import { loadSharp } from './loadSharp.js';
import { readImage } from './readImage.js';

export interface PixelTarget {
  readonly size: readonly [height: number, width: number];
  /** One channel is the brightness of the colours. */
  readonly channels: 1 | 3;
  readonly interpolation: Interpolation;
}

type Size = Pick<PixelImage, 'width' | 'height'>;

/**
 * Reads the part of an image that `chooseBox` chooses, resized by `resample`: the same bytes on every machine, and those
 * of `imageToInput` before it normalises them, rounded.
 *
 * @returns [height, width, channels].
 * @throws ImageError as readImage
 */
export async function readPixels(
  file: string | Uint8Array,
  { size, channels, interpolation }: PixelTarget,
  chooseBox: (image: Size) => Box,
): Promise<Uint8Array> {
  const image = await readImage(file);
  const box = chooseBox(image);
  const [height, width] = size;
  const isReady = image.width === width && image.height === height && isWhole(box, image);
  const pixels = isReady ? image.data : resample(image, box, size, interpolation);
  return pixelBytes(pixels, image.channels, channels);
}

const isWhole = ({ left, top, width, height }: Box, image: Size): boolean =>
  left === 0 && top === 0 && width === image.width && height === image.height;

/** What training takes of an image: a part of whole pixels, and whether left and right are swapped. */
export interface TrainingCrop {
  readonly box: Box;
  readonly mirrored: boolean;
}

const kernels = { nearest: 'nearest', bilinear: 'linear', bicubic: 'cubic' } as const;

/**
 * Reads the part of an image that `chooseCrop` chooses, resized by libvips, which takes a fraction of the time that
 * `resample` takes.
 *
 * @returns [height, width, channels].
 * @throws ImageError as readImage; Error for a box that is not of whole pixels inside the image
 */
export async function readTrainingPixels(
  file: string | Uint8Array,
  { size: [height, width], channels, interpolation }: PixelTarget,
  chooseCrop: (image: Size) => TrainingCrop,
): Promise<Uint8Array> {
  const image = await readImage(file);
  const { box, mirrored } = chooseCrop(image);
  const sharp = await loadSharp();
  const resized = await sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: image.channels },
  })
    .extract(box)
    .resize(width, height, { fit: 'fill', kernel: kernels[interpolation] })
    .flop(mirrored)
    .raw()
    .toBuffer();
  return pixelBytes(resized, image.channels, channels);
}
