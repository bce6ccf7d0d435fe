/** A network with one SK unit and data that it can learn in a few steps, small enough for the cpu backend. */
import * as layers from '@tensorflow/tfjs-layers';
import { SkConv2D, SkDropout } from 'sk-models/layers';
import { ArrayDataset, RandomStream } from 'sk-train';

export const tinyShape = [6, 6, 3] as const;
export const tinyClasses = ['dark', 'bright', 'red'] as const;

interface TinyNetworkOptions {
  /** An SK unit; or else a convolution, and no batch normalisation anywhere. */
  readonly sk?: boolean;
  /** Whether it ends in a softmax. */
  readonly softmax?: boolean;
  /** The share that is dropped before the classifier. */
  readonly dropout?: number;
}

export function tinyNetwork({
  sk = true,
  softmax = false,
  dropout = 0,
}: TinyNetworkOptions = {}): layers.LayersModel {
  const conv = sk
    ? new SkConv2D({
        name: 'SK_1_1',
        filters: 4,
        branches: [
          { kernelSize: 3, groups: 1 },
          { kernelSize: 3, dilation: 2, groups: 1 },
        ],
        reduction: 2,
        minWidth: 2,
        inputShape: [...tinyShape],
        seed: 1,
      })
    : layers.layers.conv2d({
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        inputShape: [...tinyShape],
        kernelInitializer: layers.initializers.heNormal({ seed: 1 }),
      });
  const model = layers.sequential();
  model.add(conv);
  model.add(layers.layers.globalAveragePooling2d({}));
  if (dropout > 0) model.add(new SkDropout({ name: 'dropout', rate: dropout, seed: 3 }));
  model.add(
    layers.layers.dense({
      units: tinyClasses.length,
      kernelInitializer: layers.initializers.heNormal({ seed: 2 }),
    }),
  );
  if (softmax) model.add(layers.layers.softmax());
  return model;
}

/** Noise around another colour for each class. */
export function tinyData(size: number, seed = 1): ArrayDataset {
  const stream = new RandomStream(seed, 'data');
  const labels = Array.from({ length: size }, (_, i) => i % tinyClasses.length);
  const images = new Float32Array(size * 108);
  images.forEach((_, i) => {
    const label = labels[Math.floor(i / 108)];
    const colour = label === 0 ? -1 : label === 1 || i % 3 === 0 ? 1 : -1;
    images[i] = colour + stream.uniform(-1, 1);
  });
  return new ArrayDataset({
    images,
    shape: tinyShape,
    labels,
    classNames: tinyClasses,
    seed,
    shuffle: true,
    augment: { padding: 1, flip: true },
  });
}

/** All weights of a model, copied. */
export function weightsOf(model: layers.LayersModel): Float32Array[] {
  return model.weights.map((weight) => Float32Array.from(weight.read().dataSync()));
}
