/** The operations that RandAugment and TrivialAugment draw from, as torchvision applies them. */
import type { PixelImage } from 'sk-models';
import { type Resampling, rotate, shearX, shearY, translate } from './affine.js';
import { adjustBrightness, adjustContrast, adjustSaturation, adjustSharpness } from './enhance.js';
import { autocontrast, equalize, posterize, solarize } from './levels.js';

/** Torchvision's names. */
export type OperationName =
  | 'Identity'
  | 'ShearX'
  | 'ShearY'
  | 'TranslateX'
  | 'TranslateY'
  | 'Rotate'
  | 'Brightness'
  | 'Color'
  | 'Contrast'
  | 'Sharpness'
  | 'Posterize'
  | 'Solarize'
  | 'AutoContrast'
  | 'Equalize';

type Apply = (image: PixelImage, magnitude: number, resampling: Resampling) => PixelImage;

/** Returns the angle of a slope, by way of degrees as torchvision: the last bits decide where a pixel is cut off. */
const angleOf = (slope: number): number => Math.atan(slope) * (180 / Math.PI) * (Math.PI / 180);

const applied: Readonly<Record<OperationName, Apply>> = {
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
};

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
  return applied[name](image, magnitude, resampling);
}
