/** What the augmentation in a recipe may be. */
import { z } from 'zod';
import type { AutoAugment } from '../data/augment/autoAugment.js';
import type { ColorJitter } from '../data/augment/colorJitter.js';
import type { Erasing } from '../data/augment/erasing.js';
import { magnitudeBins } from '../data/augment/magnitudeBins.js';
import type { Rotation } from '../data/augment/pixelAugmentation.js';

/** What training images go through. */
export type Augmentation =
  | { readonly kind: 'none' }
  /** A crop of the image padded by `padding` pixels, half of them mirrored: for small images. */
  | { readonly kind: 'crop-flip'; readonly padding: number; readonly flip: boolean }
  /** A box of random area and shape, half of them mirrored: for photographs. */
  | {
      readonly kind: 'resized-crop';
      readonly minArea: number;
      readonly maxArea: number;
      readonly minAspect: number;
      readonly maxAspect: number;
      readonly flip: boolean;
    };

const share = z.number().min(0).max(1);
const positive = z.number().positive();

export const augmentation: z.ZodType<Augmentation> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('crop-flip'),
    padding: z.int().min(0).default(4),
    flip: z.boolean().default(true),
  }),
  z.strictObject({
    kind: z.literal('resized-crop'),
    minArea: share.default(0.08),
    maxArea: share.default(1),
    minAspect: positive.default(3 / 4),
    maxAspect: positive.default(4 / 3),
    flip: z.boolean().default(true),
  }),
]);

const pixelInterpolation = z.enum(['nearest', 'bilinear']);

const rotation = z.strictObject({
  degrees: z.number().gt(0).max(180),
  interpolation: pixelInterpolation.default('bilinear'),
});

const autoAugment = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('randaugment'),
    ops: z.int().positive().default(2),
    magnitude: z
      .int()
      .min(0)
      .max(magnitudeBins - 1)
      .default(9),
    interpolation: pixelInterpolation.default('nearest'),
  }),
  z.strictObject({ kind: z.literal('trivial'), interpolation: pixelInterpolation.default('nearest') }),
]);

const colorJitter = z
  .strictObject({
    brightness: z.number().min(0).default(0),
    contrast: z.number().min(0).default(0),
    saturation: z.number().min(0).default(0),
    hue: z.number().min(0).max(0.5).default(0),
  })
  .refine((ranges) => Object.values(ranges).some((range) => range > 0), {
    message:
      'changes nothing: give brightness, contrast, saturation or hue above 0, or leave colorJitter out',
  });

const erasing = z
  .strictObject({
    probability: z.number().gt(0).max(1),
    minArea: share.default(0.02),
    maxArea: share.default(1 / 3),
    minAspect: positive.default(0.3),
    maxAspect: positive.default(1 / 0.3),
    fill: z.enum(['mean', 'noise']).default('mean'),
  })
  .refine(({ minArea, maxArea }) => minArea <= maxArea, { message: 'minArea is above maxArea' })
  .refine(({ minAspect, maxAspect }) => minAspect <= maxAspect, { message: 'minAspect is above maxAspect' });

/** The fields of what changes pixels after the crop. */
export const pixelAugmentation: {
  readonly rotation: z.ZodOptional<z.ZodType<Rotation>>;
  readonly autoAugment: z.ZodOptional<z.ZodType<AutoAugment>>;
  readonly colorJitter: z.ZodOptional<z.ZodType<ColorJitter>>;
  readonly erasing: z.ZodOptional<z.ZodType<Erasing>>;
} = {
  rotation: rotation.optional(),
  autoAugment: autoAugment.optional(),
  colorJitter: colorJitter.optional(),
  erasing: erasing.optional(),
};
