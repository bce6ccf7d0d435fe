/** The last step from pixels to the numbers that a model reads. */
import { elementAt } from 'sk-core';
import type { Preprocessing } from '../types.js';
import { channelReader } from './channels.js';

/**
 * Returns (value / 255 - mean) / std for each channel that the model reads ({@link channelReader}).
 *
 * @param pixels [..., channels] on the scale 0 to 255.
 * @returns [..., preprocessing.channels].
 */
export function normalisePixels(
  pixels: Float32Array,
  channels: 1 | 3,
  { channels: wanted, mean, std }: Pick<Preprocessing, 'channels' | 'mean' | 'std'>,
): Float32Array {
  const read = channelReader(pixels, channels, wanted);
  const input = new Float32Array((pixels.length / channels) * wanted);
  for (let c = 0; c < wanted; c++) {
    const [average, deviation] = [elementAt(mean, c), elementAt(std, c)];
    for (let at = c, pixel = 0; at < input.length; at += wanted, pixel++) {
      input[at] = (read(pixel, c) / 255 - average) / deviation;
    }
  }
  return input;
}
