/** The frames of the residual families, as data. Table 1, sections 3.2 and 4.2, supplement A. */
import type { Backbone } from '../blocks/backbone.js';
import { cifarStem, photoStem } from '../blocks/stem.js';

const photo = {
  stem: photoStem,
  widths: [128, 256, 512, 1024],
  outputs: [256, 512, 1024, 2048],
  strides: [1, 2, 2, 2],
} as const;

/** ResNet's units are half as wide in the middle. */
const resnet = { ...photo, widths: [64, 128, 256, 512] } as const;

/** Units of two 3x3, which have as many channels at the end as in the middle. */
const basic = { ...resnet, outputs: resnet.widths } as const;

const cifar = {
  stem: cifarStem,
  depths: [3, 3, 3],
  outputs: [256, 512, 1024],
  strides: [1, 2, 2],
} as const;

type BackboneName =
  | 'layers26'
  | 'layers50'
  | 'layers101'
  | 'layers50Wider'
  | 'layers56'
  | 'layers50x36'
  | 'resnet18'
  | 'resnet34'
  | 'resnet50'
  | 'resnet101'
  | 'resnet152'
  | 'cifar29'
  | 'cifar29Wide'
  | 'slim'
  | 'slimWider'
  | 'slimDeeper'
  | 'slim5x8'
  | 'digits';

const slim = {
  stem: { ...cifarStem, filters: 32 },
  depths: [2, 2, 2],
  widths: [32, 64, 128],
  outputs: [64, 128, 256],
  strides: [2, 2, 2],
} as const;

export const backbones: Readonly<Record<BackboneName, Backbone>> = {
  layers26: { ...photo, depths: [2, 2, 2, 2] },
  layers50: { ...photo, depths: [3, 4, 6, 3] },
  layers101: { ...photo, depths: [3, 4, 23, 3] },
  /** Supplement A: 1/16 more channels in the middle and at the end of all units, and so 34 groups of 4. */
  layers50Wider: {
    ...{ ...photo, depths: [3, 4, 6, 3] },
    widths: [136, 272, 544, 1088],
    outputs: [272, 544, 1088, 2176],
  },
  /** Supplement A: 2 units more in the paper's fourth stage, conv4_x. */
  layers56: { ...photo, depths: [3, 4, 8, 3] },
  layers50x36: { ...photo, depths: [3, 4, 6, 3], widths: [144, 288, 576, 1152] },
  resnet18: { ...basic, depths: [2, 2, 2, 2] },
  resnet34: { ...basic, depths: [3, 4, 6, 3] },
  resnet50: { ...resnet, depths: [3, 4, 6, 3] },
  resnet101: { ...resnet, depths: [3, 4, 23, 3] },
  resnet152: { ...resnet, depths: [3, 8, 36, 3] },
  /** 16x32d and 8x64d. */
  cifar29: { ...cifar, widths: [512, 1024, 2048] },
  /** 16x64d. */
  cifar29Wide: { ...cifar, widths: [1024, 2048, 4096] },
  /** Halves the 32x32 pixels in every stage, which saves the work. */
  slim,
  /** An eighth more channels, two units more or a group more: each the work of the SK units of `sknet_slim`. */
  slimWider: { ...slim, widths: [36, 72, 144], outputs: [72, 144, 288] },
  slimDeeper: { ...slim, depths: [2, 4, 2] },
  slim5x8: { ...slim, widths: [40, 80, 160] },
  digits: {
    stem: { kernelSize: 3, filters: 16, stride: 2, pool: false },
    depths: [1, 2, 2],
    widths: [16, 32, 64],
    outputs: [32, 64, 128],
    strides: [2, 2, 2],
  },
};
