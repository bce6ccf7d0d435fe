/** The last step from pixels to the numbers that a model reads. */
import type { Preprocessing } from '../types.js';

/**
 * (value / 255 - mean) / std. A model of one channel reads the brightness of a colour image (ITU-R BT.601, as Pillow's
 * 'L'); a model of three reads a grey image three times.
 *
 * @param pixels [..., channels] on the scale 0 to 255.
 * @returns [..., preprocessing.channels].
 */
export function normalisePixels(
  pixels: Float32Array,
  channels: 1 | 3,
  { channels: wanted, mean, std }: Preprocessing,
): Float32Array {
  const count = pixels.length / channels;
  const input = new Float32Array(count * wanted);
  for (let i = 0; i < count; i += 1) {
    for (let c = 0; c < wanted; c += 1) {
      const value = sample(pixels, channels, i, c, wanted) / 255;
      input[i * wanted + c] = (value - (mean[c] as number)) / (std[c] as number);
    }
  }
  return input;
}

function sample(data: Float32Array, channels: 1 | 3, pixel: number, channel: number, wanted: 1 | 3): number {
  const at = pixel * channels;
  if (channels === 1) return data[at] as number;
  if (wanted === 3) return data[at + channel] as number;
  return 0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
}
