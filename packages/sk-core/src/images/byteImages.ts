/** Images that stay bytes until a model reads them: a quarter of what the host sends to a device. */
import { elementAt } from '../contract/elementAt.js';
import { ShapeError } from '../contract/shapeError.js';
import type { CaptureInput, ImagesShape } from '../contract/types.js';

export interface ByteImages {
  /** The values [N, H, W, C] in a row; more bytes may follow. */
  readonly bytes: Uint8Array;
  /** [C * 256]: the number that a model reads for each byte, by channel. */
  readonly table: Float32Array;
  /**
   * [N * 3]: by how many pixels each image is moved down and to the right, and 1 where left and right are swapped then.
   * Pixels that the moved image does not cover are 0. Without placements images stay where they are.
   */
  readonly placements?: Int32Array;
}

/** The inputs of a captured function that calls {@link floatImages}. */
export type ByteInput = 'words' | 'table' | 'placements';

/** Returns room for the bytes of images, which goes to a device without another copy. */
export const byteBuffer = (shape: ImagesShape): Uint8Array => new Uint8Array(4 * wordCount(shape));

/** Returns the numbers that a model reads, [N, H, W, C]. @throws ShapeError where the parts do not fit the shape. */
export function byteFloats(images: ByteImages, shape: ImagesShape): Float32Array {
  checkParts(images, shape);
  const { bytes, table, placements } = images;
  const [count, height, width, channels] = shape;
  const floats = new Float32Array(count * height * width * channels);
  let at = 0;
  for (let n = 0; n < count; n++) {
    const [down = 0, right = 0, mirrored = 0] = placements?.subarray(3 * n, 3 * n + 3) ?? [];
    for (let row = 0; row < height; row++) {
      const from = row - down;
      for (let column = 0; column < width; column++) {
        const left = (mirrored === 0 ? column : width - 1 - column) - right;
        const source = ((n * height + from) * width + left) * channels;
        const isCovered = from >= 0 && from < height && left >= 0 && left < width;
        for (let c = 0; c < channels; c++, at++) {
          // Not checked: this is done for each value of each image, and the parts fit the shape.
          if (isCovered) floats[at] = table[(c << 8) + (bytes[source + c] as number)] as number;
        }
      }
    }
  }
  return floats;
}

/** Returns the inputs for a captured function. @throws ShapeError where the parts do not fit the shape. */
export function byteInputs(
  images: ByteImages,
  shape: ImagesShape,
): Readonly<Record<ByteInput, CaptureInput>> {
  checkParts(images, shape);
  const [count, height, width, channels] = shape;
  const { table, placements = new Int32Array(3 * count) } = images;
  return {
    words: {
      values: wordsOf(images.bytes, shape),
      shape: [height, width, wordCount(shape) / (height * width)],
    },
    table: { values: table, shape: [channels, 256] },
    placements: { values: placements, shape: [count, 3] },
  };
}

function wordsOf(bytes: Uint8Array, shape: ImagesShape): Int32Array {
  const count = wordCount(shape);
  if (bytes.byteOffset % 4 === 0 && bytes.length >= 4 * count) {
    return new Int32Array(bytes.buffer, bytes.byteOffset, count);
  }
  const words = new Int32Array(count);
  new Uint8Array(words.buffer).set(bytes.subarray(0, 4 * count));
  return words;
}

/** Returns the words that hold images: as many for each place of an image, so that a shape of words tells the size. */
const wordCount = ([count, height, width, channels]: ImagesShape): number =>
  height * width * Math.ceil((count * channels) / 4);

function checkParts({ bytes, table, placements }: ByteImages, shape: ImagesShape): void {
  const [count, , , channels] = shape;
  const values = shape.reduce((product, size) => product * size, 1);
  const parts: readonly (readonly [string, number, number])[] = [
    ['bytes', Math.min(bytes.length, values), values],
    ['table', table.length, 256 * channels],
    ['placements', placements?.length ?? 3 * count, 3 * count],
  ];
  for (const [name, got, wanted] of parts) {
    if (got === wanted) continue;
    throw new ShapeError(
      `byteImages: ${name} of images [${shape.join()}] wants ${wanted} values, got ${got}`,
    );
  }
  const lost = table.find((value) => !Number.isFinite(value));
  if (lost !== undefined) throw new ShapeError(`byteImages: table wants finite numbers, got ${lost}`);
}

/**
 * Returns the table of a preprocessing: (byte / 255 - mean) / std for each channel.
 *
 * @param mean For each channel on the scale 0 to 1; 0 by default.
 * @param std For each channel, above 0; 1 by default.
 * @throws ShapeError where mean and std are not those of so many channels.
 */
export function byteTable(
  channels: number,
  mean: readonly number[] = Array(channels).fill(0),
  std: readonly number[] = Array(channels).fill(1),
): Float32Array {
  if (
    mean.length !== channels ||
    std.length !== channels ||
    ![...mean, ...std].every(Number.isFinite) ||
    std.some((value) => !(value > 0))
  ) {
    throw new ShapeError(
      `byteTable: mean [${mean.join(', ')}] and std [${std.join(', ')}] do not fit images of ${channels} channels: one each, std above 0`,
    );
  }
  return Float32Array.from({ length: channels * 256 }, (_, i) => {
    const channel = i >> 8;
    return ((i & 255) / 255 - elementAt(mean, channel)) / elementAt(std, channel);
  });
}
