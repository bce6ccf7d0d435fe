/** Networks small enough to be saved at each step of a test, and the state of a run at its beginning. */
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import type { TrainingState } from 'sk-models';
import { SkConv2D } from 'sk-models/layers';

/** Makes a classifier of three classes around one SK unit, or around a plain convolution. */
export function tinyNetwork({ sk = true }: { readonly sk?: boolean } = {}): LayersModel {
  const shared = { filters: 4, inputShape: [6, 6, 3] };
  const branches = [{ kernelSize: 3 }, { kernelSize: 3, dilation: 2 }];
  return sequential({
    layers: [
      sk
        ? new SkConv2D({ ...shared, name: 'SK_1_1', branches, reduction: 2, minWidth: 2, seed: 1 })
        : layers.conv2d({ ...shared, kernelSize: 3 }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 3 }),
    ],
  });
}

/** Returns copies of all weights of a model. */
export const weightsOf = (model: LayersModel): Float32Array[] =>
  model.weights.map((weight) => Float32Array.from(weight.read().dataSync()));

export const freshState: TrainingState = {
  step: 0,
  epoch: 0,
  batch: 0,
  lossSum: 0,
  correct: 0,
  images: 0,
  seconds: 0,
  bestAccuracy: 0,
};
