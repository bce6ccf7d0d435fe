/** What an image file shows, in one call. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type ClassScore, classify as classifyPixels } from 'sk-models';
import { readImage } from '../images/readImage.js';

/**
 * The `k` most likely classes of an image file, the likeliest first: `classify` of 'sk-models' after {@link readImage}.
 *
 * @param image A path, or the bytes of a file that sharp reads.
 * @throws ImageError for what is no image; ModelError as that of 'sk-models'.
 */
export async function classify(
  model: LayersModel,
  image: string | Uint8Array,
  k?: number,
): Promise<readonly ClassScore[]> {
  return await classifyPixels(model, await readImage(image), k);
}
