/** The batches that test-time augmentation makes of one. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from 'sk-core';
import { DataError } from 'sk-io';
import { type Batch, ModelError } from 'sk-models';
import { type TestTimeAugmentation, takesCrops, takeView, testTimeViews } from '../views/testTimeViews.js';

export class BatchViews {
  readonly #augmentation: TestTimeAugmentation;
  readonly #model: LayersModel;

  /**
   * @throws OptionError for an augmentation that there is not; ModelError for crops where the model does not say what size it
   * reads
   */
  constructor(augmentation: TestTimeAugmentation, model: LayersModel) {
    if (!Object.hasOwn(testTimeViews, augmentation)) {
      throw new OptionError(
        `evaluate: tta wants ${Object.keys(testTimeViews).join(', ')}, got ${JSON.stringify(augmentation)}`,
      );
    }
    this.#augmentation = augmentation;
    this.#model = model;
    if (takesCrops(augmentation) && this.#size().includes(null)) {
      throw new ModelError(
        `evaluate: tta '${augmentation}' crops images to what '${model.name}' reads, and that is any size: give it one with resizeInput`,
      );
    }
  }

  /**
   * Yields the batch as each view shows it.
   *
   * @throws DataError for crops of images that are no larger than what the model reads
   */
  *of(batch: Batch): Generator<Batch, void, undefined> {
    const { images, labels, shape } = batch;
    const [count, fullHeight, fullWidth, channels] = shape;
    const [wantedHeight, wantedWidth] = this.#size();
    const isCropped = takesCrops(this.#augmentation);
    const [height, width] = isCropped
      ? [wantedHeight ?? fullHeight, wantedWidth ?? fullWidth]
      : [fullHeight, fullWidth];
    if (
      isCropped &&
      (height > fullHeight || width > fullWidth || (height === fullHeight && width === fullWidth))
    ) {
      throw new DataError(
        `evaluate: tta '${this.#augmentation}' takes crops of ${height} x ${width} pixels, the batch has images of ${fullHeight} x ${fullWidth}: wants larger ones`,
      );
    }
    for (const view of testTimeViews[this.#augmentation]) {
      const taken = takeView(images, [fullHeight, fullWidth, channels], [height, width], view);
      yield { images: taken, shape: [count, height, width, channels], labels };
    }
  }

  #size(): readonly (number | null)[] {
    return this.#model.inputs[0]?.shape.slice(1, 3) ?? [];
  }
}
