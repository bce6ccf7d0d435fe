/** A few images of a folder, read before anything is computed. */
import { DataError } from 'sk-io';
import { describeSkipped, listImages } from 'sk-io/node';
import type { SkippedImage } from '../measure/attention/attentionData.js';
import type { NamedImage } from '../measure/images/measureOptions.js';
import { drawSample } from './drawSample.js';
import { tryReadImage } from './tryReadImage.js';

export interface Samples {
  readonly images: readonly NamedImage[];
  readonly skipped: readonly SkippedImage[];
  /** Sentences for the user. */
  readonly notes: readonly string[];
}

/**
 * Draws images until `count` of them could be read, or all were drawn.
 * @param seed Decides which images are drawn.
 * @throws DataError where there is no image, or none that can be read.
 */
export async function readSamples(folder: string, count: number, seed: number): Promise<Samples> {
  const { images: found, skipped: passedOver } = await listImages(folder);
  const images: NamedImage[] = [];
  const skipped: SkippedImage[] = [];
  for (const { path, name } of drawSample(found, Infinity, seed)) {
    if (images.length === count) break;
    const image = await tryReadImage(path);
    if ('reason' in image) skipped.push({ name, reason: image.reason });
    else images.push({ name, image });
  }
  const notes = passedOver.length > 0 ? [`${folder}: ${describeSkipped(passedOver)}`] : [];
  if (images.length > 0) return { images, skipped, notes };
  const [first] = skipped;
  throw new DataError(
    `${folder}: none of ${found.length} images can be read; ${first?.name} ${first?.reason}`,
  );
}
