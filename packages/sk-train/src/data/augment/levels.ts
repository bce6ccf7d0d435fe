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
function replaceLevels(
  { data, channels, ...size }: PixelImage,
  levelOf: (histogram: readonly number[]) => Level,
): PixelImage {
  const counts = new Uint32Array(256 * channels);
  // Not checked: this is done for each value of each image, and the tables have all bytes of all channels.
  const placeOf = (at: number): number => ((at % channels) << 8) | (data[at] as number);
  for (let at = 0; at < data.length; at++) (counts[placeOf(at)] as number)++;
  const table = new Uint8Array(counts.length);
  for (let start = 0; start < table.length; start += 256) {
    const level = levelOf(Array.from(counts.subarray(start, start + 256)));
    for (let value = 0; value < 256; value++) table[start + value] = level(value);
  }
  return { ...size, data: data.map((_, at) => table[placeOf(at)] as number), channels };
}
