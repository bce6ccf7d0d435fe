/** From a network and images, in one pass, to attention, classes and confusion. */
import { checkOptions } from 'sk-core';
import { paperScales } from '../../image/paperScales.js';
import type { RasterImage } from '../../image/rasterImage.js';
import { collectAttention } from '../attention/collectAttention.js';
import { AttentionError, type ObservedModel } from '../attention/observedModel.js';
import { ImageTotals } from './imageTotals.js';
import type { Measurement } from './measurement.js';
import { type MeasureOptions, measureOptions, type NamedImage } from './measureOptions.js';

/**
 * Runs every image at every scale through the network. Images stream through; of each one a few numbers are kept.
 * @param observed The return value of `attentionModel(model)` of sk-models; the caller disposes of the model.
 * @throws AttentionError for a model without SK units, for no image at all, and for attention that is not a number.
 */
export async function measureImages(
  observed: ObservedModel,
  images: Iterable<NamedImage> | AsyncIterable<NamedImage>,
  options: MeasureOptions,
): Promise<Measurement> {
  checkOptions('measureImages: options', options, measureOptions);
  const { scales = paperScales, batchSize = 32, preprocessing, allowNoUnits = false, onProgress } = options;
  const totals = new ImageTotals(observed, scales, options);

  async function* pictures(): AsyncGenerator<RasterImage> {
    for await (const named of images) {
      totals.addImage(named);
      yield named.image;
    }
  }

  const settings = { scales, preprocessing, batchSize, allowNoUnits };
  for await (const batch of collectAttention(observed, pictures(), settings)) {
    totals.addBatch(batch);
    if (batch.scale === scales.length - 1) onProgress?.(batch.first + batch.count);
  }
  if (totals.images === 0) {
    throw new AttentionError(
      `measureImages: images wants one image at least, got none of ${options.source}.`,
    );
  }
  return totals.measurement();
}
