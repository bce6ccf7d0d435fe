/** Reads shapes, which TensorFlow.js types as lists of numbers. */

/** The shape of a batch of images. */
export type ImageShape = readonly [images: number, height: number, width: number, channels: number];

/** Returns the size of the last axis. @throws RangeError where it is not known. */
export function channelsOf(shape: readonly (number | null)[]): number {
  const channels = shape.at(-1);
  if (typeof channels === 'number') return channels;
  throw new RangeError(`channels: a layer wants a known number of them, got [${shape}]`);
}

/** Returns a shape of four sizes. @throws RangeError for any other. */
export function imageShape([n, h, w, c, ...more]: readonly number[]): ImageShape {
  if (n !== undefined && h !== undefined && w !== undefined && c !== undefined && more.length === 0) {
    return [n, h, w, c];
  }
  throw new RangeError(`shape: a layer of images wants [N, H, W, C], got [${[n, h, w, c, ...more]}]`);
}

/** Returns how many values a tensor of that shape has. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);
