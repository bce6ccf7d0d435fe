/** Pillow's `ImageOps` that replace each byte by another one, by a table for each channel. */
import { elementAt } from 'sk-core';
import type { PixelImage } from 'sk-models';

type Level = (value: number) => number;

/** Replaces each byte by 255 minus it. */
export const invert = (image: PixelImage): PixelImage => replaceLevels(image, () => (value) => 255 - value);

/** Inverts the bytes from a threshold on. */
export const solarize = (image: PixelImage, threshold: number): PixelImage =>
  replaceLevels(image, () => (value) => (value < threshold ? value : 255 - value));

/** Keeps the highest bits of each byte. @param bits 0 to 8. */
export const posterize = (image: PixelImage, bits: number): PixelImage =>
  replaceLevels(image, () => (value) => value & ~(2 ** (8 - bits) - 1));

/** Stretches each channel, so that its least value becomes 0 and its greatest 255. */
export const autocontrast = (image: PixelImage): PixelImage =>
  replaceLevels(image, (histogram) => {
    const least = histogram.findIndex((count) => count > 0);
    const most = histogram.findLastIndex((count) => count > 0);
    if (most <= least) return same;
    const scale = 255 / (most - least);
    return (value) => Math.min(255, Math.max(0, Math.trunc(value * scale - least * scale)));
  });

/** Spreads the values of each channel so that they are about equally frequent. */
export const equalize = (image: PixelImage): PixelImage =>
  replaceLevels(image, (histogram) => {
    const pixels = image.width * image.height;
    const last = histogram.findLast((count) => count > 0) ?? pixels;
    const step = Math.floor((pixels - last) / 255);
    if (step === 0) return same;
    let below = Math.floor(step / 2);
    const levels = histogram.map((count) => {
      const level = Math.min(255, Math.floor(below / step));
      below += count;
      return level;
    });
    return (value) => elementAt(levels, value);
  });

const same: Level = (value) => value;

/** @param levelOf Returns what becomes of the values of a channel that has this histogram. */
function replaceLevels(image: PixelImage, levelOf: (histogram: readonly number[]) => Level): PixelImage {
  const { channels } = image;
  const histograms = Array.from({ length: channels }, () => new Array<number>(256).fill(0));
  for (const [at, value] of image.data.entries()) {
    const histogram = elementAt(histograms, at % channels);
    histogram[value] = elementAt(histogram, value) + 1;
  }
  const tables = histograms.map((histogram) => {
    const level = levelOf(histogram);
    return Uint8Array.from(histogram, (_, value) => level(value));
  });
  const data = image.data.map((value, at) => elementAt(elementAt(tables, at % channels), value));
  return { ...image, data };
}
