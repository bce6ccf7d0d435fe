/** The datasets that networks are made for: size and statistics of the images, and the names of the classes. */

import { perChannel, pixelScales } from '../../input/pixelScales.js';
import type { BuildOptions, Preprocessing } from '../../types.js';
import { cifar10Labels, cifar100Labels } from './cifar.js';
import { digitLabels } from './digits.js';
import { imagenetLabels } from './imagenet.js';

export interface DatasetDefaults {
  readonly build: BuildOptions;
  readonly preprocessing: Preprocessing;
  /** Lists of class names; a model takes the one that has its number of classes. */
  readonly labels: readonly (readonly string[])[];
}

export type DatasetName = 'imagenet' | 'imagenetBicubic' | 'imagenet299' | 'cifar' | 'digits';

/** Section 4.1: the shorter side to 256, the centre 224x224. */
const imagenet: DatasetDefaults = {
  build: { numClasses: 1000, inputShape: [224, 224, 3] },
  preprocessing: {
    size: [224, 224],
    channels: 3,
    ...pixelScales.imagenet,
  },
  labels: [imagenetLabels],
};

export const datasets: Readonly<Record<DatasetName, DatasetDefaults>> = {
  imagenet,
  /** As timm trains its sk* models. */
  imagenetBicubic: {
    ...imagenet,
    preprocessing: { ...imagenet.preprocessing, interpolation: 'bicubic' },
  },
  /** As Inception networks read it: 299x299 pixels from -1 to 1. */
  imagenet299: {
    build: { numClasses: 1000, inputShape: [299, 299, 3] },
    preprocessing: {
      size: [299, 299],
      channels: 3,
      mean: perChannel(pixelScales.tf.mean, 3),
      std: perChannel(pixelScales.tf.std, 3),
      cropFraction: 0.875,
      interpolation: 'bicubic',
    },
    labels: [imagenetLabels],
  },
  cifar: {
    build: { numClasses: 10, inputShape: [32, 32, 3] },
    preprocessing: {
      size: [32, 32],
      channels: 3,
      mean: [0.4914, 0.4822, 0.4465],
      std: [0.247, 0.2435, 0.2616],
      cropFraction: 1,
      interpolation: 'bilinear',
    },
    labels: [cifar10Labels, cifar100Labels],
  },
  /** White digits, half to twice their size of 28x28, on a black canvas. */
  digits: {
    build: { numClasses: 10, inputShape: [64, 64, 1] },
    preprocessing: {
      size: [64, 64],
      channels: 1,
      mean: [0.044],
      std: [0.189],
      cropFraction: 1,
      interpolation: 'bilinear',
    },
    labels: [digitLabels],
  },
};
