/** The first few images of a folder that can be read. */
import { DataError } from 'sk-io';
import { listImages } from 'sk-io/node';
import type { SkippedImage } from '../measure/attention/attentionData.js';
import type { NamedImage } from '../measure/images/measureImages.js';
import { drawSample } from './drawSample.js';
import { tryReadImage } from './tryReadImage.js';

export interface Samples {
  readonly images: readonly NamedImage[];
  readonly skipped: readonly SkippedImage[];
}

/**
 * @param seed Decides which images are drawn.
 * @throws DataError where no image is there or none can be read
 */
export async function readSamples(folder: string, count: number, seed: number): Promise<Samples> {
  const { images: found } = await listImages(folder);
  const images: NamedImage[] = [];
  const skipped: SkippedImage[] = [];
  for (const { path, name } of drawSample(found, Infinity, seed)) {
    if (images.length === count) break;
    const image = await tryReadImage(path);
    if ('reason' in image) skipped.push({ name, reason: image.reason });
    else images.push({ name, image });
  }
  if (images.length > 0) return { images, skipped };
  const [first] = skipped;
  throw new DataError(
    `${folder}: none of ${found.length} images can be read; ${first?.name} ${first?.reason}`,
  );
}
