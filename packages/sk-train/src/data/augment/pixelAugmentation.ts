/** Augments the pixels of an image that is cropped and mirrored: a function of seed, epoch and image alone. */
import type { PixelImage } from 'sk-models';
import { type Purpose, RandomStream } from '../../random/randomStream.js';
import { type Resampling, rotate } from './affine.js';
import { type AutoAugment, drawOperations } from './autoAugment.js';
import { applyAdjustments, type ColorJitter, drawAdjustments } from './colorJitter.js';
import { type ChannelStatistics, channelByte, drawErasedBox, type Erasing, erase } from './erasing.js';
import { applyOperation } from './operation.js';

export interface Rotation {
  /** The greatest angle, either way. */
  readonly degrees: number;
  readonly interpolation: Resampling['interpolation'];
}

/** In the order in which an image goes through them. What a turned or moved image does not cover becomes the mean. */
export interface PixelAugmentation {
  readonly rotation?: Rotation | undefined;
  readonly autoAugment?: AutoAugment | undefined;
  readonly colorJitter?: ColorJitter | undefined;
  readonly erasing?: Erasing | undefined;
}

/** The random numbers of an image depend on these alone. */
export interface ImagePlace {
  readonly seed: number;
  readonly epoch: number;
  /** The number of the image in its dataset. */
  readonly index: number;
}

/** Tells whether there is anything to do. */
export const changesPixels = ({ rotation, autoAugment, colorJitter, erasing }: PixelAugmentation): boolean =>
  [rotation, autoAugment, colorJitter, erasing].some((change) => change !== undefined);

/** Returns the bytes that a model reads as the mean. */
export const meanBytes = ({ mean }: Pick<ChannelStatistics, 'mean'>): readonly number[] =>
  mean.map(channelByte);

/** Returns an image after the augmentations. */
export function augmentPixels(
  image: PixelImage,
  { rotation, autoAugment, colorJitter, erasing }: PixelAugmentation,
  { seed, epoch, index }: ImagePlace,
  statistics: ChannelStatistics,
): PixelImage {
  const fill = meanBytes(statistics);
  const streamFor = (purpose: Purpose): RandomStream => new RandomStream(seed, purpose, epoch, index);
  let changed = image;
  if (rotation !== undefined) {
    const { degrees, interpolation } = rotation;
    const angle = streamFor('rotation').uniform(-degrees, degrees);
    changed = rotate(changed, angle, { interpolation, fill });
  }
  if (autoAugment !== undefined) {
    const resampling: Resampling = { interpolation: autoAugment.interpolation, fill };
    for (const operation of drawOperations(autoAugment, streamFor('policy'), image.width, image.height)) {
      changed = applyOperation(changed, operation, resampling);
    }
  }
  if (colorJitter !== undefined) {
    changed = applyAdjustments(changed, drawAdjustments(colorJitter, streamFor('jitter')));
  }
  if (erasing === undefined) return changed;
  const stream = streamFor('erasing');
  const box = drawErasedBox(erasing, stream, changed);
  return box === undefined ? changed : erase(changed, box, erasing.fill, statistics, stream);
}
