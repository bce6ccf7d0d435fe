/** The channels that a model reads, out of those that an image has. */

type Pixels = Float32Array | Uint8Array;

/** Reads a channel that the model wants of one pixel. */
export type ReadChannel = (pixel: number, channel: number) => number;

/**
 * Returns a reader of pixels [..., channels] for a model of `wanted` channels. A model of one channel reads the brightness
 * of a colour image (ITU-R BT.601, as Pillow's 'L'), neither rounded nor shortened; a model of three reads a grey image
 * three times.
 */
export function channelReader(pixels: Pixels, channels: 1 | 3, wanted: 1 | 3): ReadChannel {
  // Not checked: this is asked for each value of each image, and the loops below stay inside.
  const read = (at: number): number => pixels[at] as number;
  if (channels === 1) return read;
  if (wanted === 3) return (pixel, channel) => read(3 * pixel + channel);
  return (pixel) => 0.299 * read(3 * pixel) + 0.587 * read(3 * pixel + 1) + 0.114 * read(3 * pixel + 2);
}

/**
 * Returns the pixels as whole bytes of the channels that a model wants.
 *
 * @param pixels [..., channels] on the scale 0 to 255.
 * @returns [..., wanted]; bytes that are as they are wanted are returned and not copied.
 */
export function pixelBytes(pixels: Pixels, channels: 1 | 3, wanted: 1 | 3): Uint8Array {
  if (pixels instanceof Uint8Array && channels === wanted) return pixels;
  const read = channelReader(pixels, channels, wanted);
  // In float32 first, as a model reads it: a half that float64 misses by its last bit is still a half.
  return Uint8Array.from({ length: (pixels.length / channels) * wanted }, (_, at) =>
    Math.round(Math.fround(read(Math.floor(at / wanted), at % wanted))),
  );
}
