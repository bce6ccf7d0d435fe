/** The network that is timed, and how many images by default. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel, registry } from 'sk-models';
import { isSmall } from '../../../node/data/openData.js';
import { imageShape } from './timedWork.js';

export interface TimedModelOptions {
  readonly model: string;
  readonly imageSize?: number;
  readonly batchSize?: number;
}

/** Returns a network of the zoo, for images of the wanted size. */
export function timedModel({ model: name, imageSize }: TimedModelOptions): LayersModel {
  const channels = registry.get(name)?.defaults.inputShape[2] ?? 3;
  return createModel(name, {
    seed: 1,
    ...(imageSize !== undefined && { inputShape: [imageSize, imageSize, channels] }),
  });
}

/** Returns the wanted number of images, or one that fits their size. */
export function timedBatchSize(model: LayersModel, { batchSize }: TimedModelOptions): number {
  const [height, width] = imageShape(model);
  return batchSize ?? (isSmall({ size: [height, width] }) ? 64 : 4);
}
