/** The frames of the three families, as data. Table 1, section 3.2, section 4.2. */
import type { Backbone } from '../blocks/backbone.js';
import { cifarStem, photoStem } from '../blocks/stem.js';

const photo = {
  stem: photoStem,
  widths: [128, 256, 512, 1024],
  outputs: [256, 512, 1024, 2048],
  strides: [1, 2, 2, 2],
} as const;

type BackboneName = 'layers26' | 'layers50' | 'layers101' | 'cifar29' | 'slim' | 'digits';

export const backbones: Readonly<Record<BackboneName, Backbone>> = {
  layers26: { ...photo, depths: [2, 2, 2, 2] },
  layers50: { ...photo, depths: [3, 4, 6, 3] },
  layers101: { ...photo, depths: [3, 4, 23, 3] },
  cifar29: {
    stem: cifarStem,
    depths: [3, 3, 3],
    widths: [512, 1024, 2048],
    outputs: [256, 512, 1024],
    strides: [1, 2, 2],
  },
  /** Halves the 32x32 pixels in every stage, which is where the work is saved. */
  slim: {
    stem: { ...cifarStem, filters: 32 },
    depths: [2, 2, 2],
    widths: [32, 64, 128],
    outputs: [64, 128, 256],
    strides: [2, 2, 2],
  },
  digits: {
    stem: { kernelSize: 3, filters: 16, stride: 2, pool: false },
    depths: [1, 2, 2],
    widths: [16, 32, 64],
    outputs: [32, 64, 128],
    strides: [2, 2, 2],
  },
};
