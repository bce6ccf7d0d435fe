/** The operations that RandAugment and TrivialAugment draw from, as torchvision applies them. */
import type { PixelImage } from 'sk-models';
import { type Resampling, rotate, shearX, shearY, translate } from './affine.js';
import { adjustBrightness, adjustContrast, adjustSaturation, adjustSharpness } from './enhance.js';
import { autocontrast, equalize, posterize, solarize } from './levels.js';

type Apply = (image: PixelImage, magnitude: number, resampling: Resampling) => PixelImage;

/** Returns the angle of a slope, by way of degrees as torchvision: the last bits decide where a pixel is cut off. */
const angleOf = (slope: number): number => Math.atan(slope) * (180 / Math.PI) * (Math.PI / 180);

const applied = {
  Identity: (image) => image,
  ShearX: (image, magnitude, resampling) => shearX(image, Math.tan(angleOf(magnitude)), resampling),
  ShearY: (image, magnitude, resampling) => {
    const angle = angleOf(magnitude);
    return shearY(image, Math.sin(angle) / Math.cos(angle), resampling);
  },
  TranslateX: (image, magnitude, resampling) => translate(image, Math.trunc(magnitude), 0, resampling),
  TranslateY: (image, magnitude, resampling) => translate(image, 0, Math.trunc(magnitude), resampling),
  Rotate: rotate,
  Brightness: (image, magnitude) => adjustBrightness(image, 1 + magnitude),
  Color: (image, magnitude) => adjustSaturation(image, 1 + magnitude),
  Contrast: (image, magnitude) => adjustContrast(image, 1 + magnitude),
  Sharpness: (image, magnitude) => adjustSharpness(image, 1 + magnitude),
  Posterize: posterize,
  Solarize: solarize,
  AutoContrast: autocontrast,
  Equalize: equalize,
} as const satisfies Readonly<Record<string, Apply>>;

/** Torchvision's names. */
export type OperationName = keyof typeof applied;

export interface Operation {
  readonly name: OperationName;
  /** In the unit of the operation; 0 for those that have none. */
  readonly magnitude: number;
}

/** Returns the image after an operation. */
export function applyOperation(
  image: PixelImage,
  { name, magnitude }: Operation,
  resampling: Resampling,
): PixelImage {
  const apply: Apply = applied[name];
  return apply(image, magnitude, resampling);
}
