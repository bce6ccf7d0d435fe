/** Changes of brightness, contrast, saturation and hue by random amounts in random order, as torchvision's `ColorJitter`. */
import { elementAt } from 'sk-core';
import type { PixelImage } from 'sk-models';
import { permutation, type RandomStream } from '../../random/randomStream.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from './enhance.js';
import { adjustHue } from './hue.js';

export interface ColorJitter {
  /** A factor from 1 minus this to 1 plus this is drawn, 0 at least. */
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  /** The hue is turned by up to so much of the circle, 0 to 0.5. */
  readonly hue: number;
}

const adjust = {
  brightness: adjustBrightness,
  contrast: adjustContrast,
  saturation: adjustSaturation,
  hue: adjustHue,
} as const;

const names = ['brightness', 'contrast', 'saturation', 'hue'] as const;

export interface Adjustment {
  readonly name: keyof ColorJitter;
  /** A factor; of the hue, a share of the circle. */
  readonly amount: number;
}

/** Returns the changes of an image, in their order; those of range 0 are left out. */
export function drawAdjustments(jitter: ColorJitter, stream: RandomStream): readonly Adjustment[] {
  const drawn = names.map((name): Adjustment => {
    const range = jitter[name];
    const [low, high] = name === 'hue' ? [-range, range] : [Math.max(0, 1 - range), 1 + range];
    return { name, amount: stream.uniform(low, high) };
  });
  return Array.from(permutation(names.length, stream), (place) => elementAt(drawn, place)).filter(
    ({ name }) => jitter[name] > 0,
  );
}

/** Returns the image after changes. */
export const applyAdjustments = (image: PixelImage, adjustments: readonly Adjustment[]): PixelImage =>
  adjustments.reduce((changed, { name, amount }) => adjust[name](changed, amount), image);
