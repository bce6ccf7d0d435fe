/**
 * The same object in another size, after section 4.4 of the paper: "progressively enlarge the central object
 * from 1.0x to 2.0x via a central cropping and subsequent resizing".
 *
 * The paper gives no more detail. Here, the 1.0x image is the model's own evaluation crop: the largest central
 * box with the aspect of the model's input, times `cropFraction`. At scale s, the central 1/s of that box (in
 * height and in width) is resized to the model's input in one step from the original pixels, so the object is
 * s times as large and nothing is resampled twice. The box is not rounded to whole pixels: 1.5x is 1.5x.
 */
import { type Box, centralBox, normalisePixels, type Preprocessing, resample } from 'sk-models';
import { checkRaster, RasterError, type RasterImage } from './rasterImage.js';

export type Enlargement = Pick<Preprocessing, 'size' | 'cropFraction' | 'interpolation'>;

/**
 * Returns the image with its central object `scale` times as large, in the size of the model's input.
 * @throws RasterError for a scale that is not a number from 1 upwards, or an image whose sizes do not fit.
 */
export function enlarge(image: RasterImage, scale: number, enlargement: Enlargement): RasterImage {
  const [height, width] = enlargement.size;
  const data = Uint8Array.from(enlarged(image, scale, enlargement), Math.round);
  return { data, width, height, channels: image.channels };
}

function enlarged(image: RasterImage, scale: number, enlargement: Enlargement): Float32Array {
  checkRaster(image);
  const box = enlargedBox(image, scale, enlargement);
  return resample(image, box, enlargement.size, enlargement.interpolation);
}

/** Returns the part of the image that {@link enlarge} shows. */
export function enlargedBox(
  image: Pick<RasterImage, 'width' | 'height'>,
  scale: number,
  { size, cropFraction }: Enlargement,
): Box {
  if (!(Number.isFinite(scale) && scale >= 1)) {
    throw new RasterError(
      `A scale of ${scale}: an object is enlarged by a number from 1 upwards, such as 1.5.`,
    );
  }
  return centralBox(image, { size, cropFraction: cropFraction / scale });
}

/**
 * Returns the numbers that a model reads of the image enlarged by `scale`, not rounded to bytes. At scale 1 that is
 * `imageToInput` of sk-models.
 * @returns `[height, width, preprocessing.channels]`.
 * @throws RasterError as `enlarge`.
 */
export function enlargedInput(image: RasterImage, scale: number, preprocessing: Preprocessing): Float32Array {
  return normalisePixels(enlarged(image, scale, preprocessing), image.channels, preprocessing);
}
