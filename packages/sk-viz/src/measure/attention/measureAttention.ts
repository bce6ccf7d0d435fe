/** From a network and images to `AttentionData` alone. */
import { type MeasureOptions, measureImages, type NamedImage } from '../images/measureImages.js';
import type { AttentionData } from './attentionData.js';
import type { TappedModel } from './collectAttention.js';

/** As {@link measureImages}, for who wants the attention alone. */
export async function measureAttention(
  tapped: TappedModel,
  images: Iterable<NamedImage> | AsyncIterable<NamedImage>,
  options: MeasureOptions,
): Promise<AttentionData> {
  return (await measureImages(tapped, images, options)).attention;
}
