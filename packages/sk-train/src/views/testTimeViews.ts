/** The views of an image whose answers are averaged: test-time augmentation, as with FiveCrop and TenCrop of torchvision. */

/** `flip`: an image and its mirror; `five`: its corners and its centre; `ten`: those and their mirrors. */
export type TestTimeAugmentation = 'flip' | 'five' | 'ten';

/** A part of an image in the size that a model reads. */
export interface View {
  /** Where it lies in what the image has beyond that size: 0 is at the top, 1 at the bottom. */
  readonly down: number;
  /** 0 is on the left, 1 on the right. */
  readonly across: number;
  /** Whether left and right are swapped. */
  readonly mirrored: boolean;
}

const centre = { down: 0.5, across: 0.5 };
const corners = [
  { down: 0, across: 0 },
  { down: 0, across: 1 },
  { down: 1, across: 0 },
  { down: 1, across: 1 },
];

const placed = (places: readonly Omit<View, 'mirrored'>[], mirrored: boolean): readonly View[] =>
  places.map((place) => ({ ...place, mirrored }));

const five = placed([...corners, centre], false);

export const testTimeViews: Readonly<Record<TestTimeAugmentation, readonly View[]>> = {
  flip: [...placed([centre], false), ...placed([centre], true)],
  five,
  ten: [...five, ...placed([...corners, centre], true)],
};

/** Tells whether the views are parts of images that are larger than what a model reads. */
export const takesCrops = (augmentation: TestTimeAugmentation): boolean => augmentation !== 'flip';

/** Height, width and channels. */
type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * Returns a view of each image.
 *
 * @param images [N, H, W, C] of `shape`, at least as large as the view.
 * @returns [N, height, width, C].
 */
export function takeView(
  images: Float32Array,
  [fullHeight, fullWidth, channels]: ImageShape,
  [height, width]: readonly [height: number, width: number],
  { down, across, mirrored }: View,
): Float32Array {
  const line = fullWidth * channels;
  const count = images.length / (fullHeight * line);
  const top = Math.round(down * (fullHeight - height));
  const left = Math.round(across * (fullWidth - width));
  const taken = new Float32Array(count * height * width * channels);
  for (let row = 0; row < count * height; row++) {
    const y = Math.floor(row / height) * fullHeight + top + (row % height);
    const pixels = images.subarray(y * line + left * channels, y * line + (left + width) * channels);
    const to = row * width * channels;
    if (mirrored) taken.set(reversed(pixels, channels), to);
    else taken.set(pixels, to);
  }
  return taken;
}

/** Returns the pixels of a line from right to left. */
function reversed(pixels: Float32Array, channels: number): Float32Array {
  const turned = new Float32Array(pixels.length);
  for (let x = 0; x < pixels.length; x += channels) {
    turned.set(pixels.subarray(x, x + channels), pixels.length - channels - x);
  }
  return turned;
}
