/** From the bytes of images in memory to the floats that a model reads. */
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';

/** Writes the floats of some bytes, [..., C] each, at `offset` of `target`. */
export type NormaliseBytes = (bytes: Uint8Array, target: Float32Array, offset: number) => void;

/**
 * Returns a function that normalises bytes: (value / 255 - mean) / std, looked up by channel and byte.
 *
 * @param mean For each channel on the scale 0 to 1; 0 by default.
 * @param std For each channel, above 0; 1 by default.
 * @throws DataError where mean and std are not those of so many channels
 */
export function byteNormaliser(
  channels: number,
  mean: readonly number[] = Array(channels).fill(0),
  std: readonly number[] = Array(channels).fill(1),
): NormaliseBytes {
  if (mean.length !== channels || std.length !== channels || std.some((value) => !(value > 0))) {
    throw new DataError(
      `mean [${mean.join(', ')}] and std [${std.join(', ')}] do not fit images of ${channels} channels: one each, std above 0`,
    );
  }
  const table = Float32Array.from({ length: channels * 256 }, (_, i) => {
    const channel = i >> 8;
    return ((i & 255) / 255 - elementAt(mean, channel)) / elementAt(std, channel);
  });
  return (bytes, target, offset) => {
    let i = 0;
    for (const byte of bytes) {
      // Not checked: this is done for each value of each image, and the table has all channels and bytes.
      target[offset + i] = table[(i % channels) * 256 + byte] as number;
      i++;
    }
  };
}
