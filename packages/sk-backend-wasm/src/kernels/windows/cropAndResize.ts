/** Crops of images. The stock kernel reads where a box of NaN or an index of no image leads it. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { guarded } from '../../heap/guarded.js';

interface Inputs {
  readonly image: TensorInfo;
  readonly boxes: TensorInfo;
  readonly boxInd: TensorInfo;
}

export const cropAndResizeKernel: KernelConfig = guarded<Inputs, object>(
  'CropAndResize',
  (space, { image, boxes, boxInd }, _, stock) => {
    const images = image.shape[0] ?? 0;
    const wrong = space.values(boxInd).find((index) => !(index >= 0 && index < images));
    if (wrong !== undefined) {
      throw new Error(`CropAndResize: boxInd wants indices of ${images} images, got ${wrong}`);
    }
    const bad = space.values(boxes).find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new Error(`CropAndResize: boxes want finite numbers, got ${bad}`);
    return stock();
  },
);
