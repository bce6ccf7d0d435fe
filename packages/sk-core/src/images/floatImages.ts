/** Images as numbers, from their bytes on the device. */
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { pluginOf } from '../contract/plugins.js';
import { ShapeError } from '../contract/shapeError.js';
import type { ByteTensors, ImagesShape } from '../contract/types.js';
import { byteFloats } from './byteImages.js';

/**
 * Returns images [N, H, W, C] from the tensors of `byteInputs`: on the device where the backend's plug-in can, on the host
 * otherwise, with the same bits. There is no gradient.
 *
 * @throws ShapeError where the tensors do not fit together.
 */
export function floatImages(images: ByteTensors): Tensor4D {
  const { words, table, placements } = images;
  const shape = imagesShape(images);
  const plugin = pluginOf();
  if (plugin?.floatImages !== undefined) return plugin.floatImages(images, shape) as Tensor4D;
  const { buffer, byteOffset, byteLength } = words.dataSync<'int32'>();
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const host = { bytes, table: table.dataSync<'float32'>(), placements: placements.dataSync<'int32'>() };
  return tensor4d(byteFloats(host, shape), [...shape]);
}

/** Returns the shape of the images that tensors hold. */
function imagesShape({ words, table, placements }: ByteTensors): ImagesShape {
  const [[height = 0, width = 0, depth], [channels = 0, bytes], [count = 0, numbers]] = [
    words.shape,
    table.shape,
    placements.shape,
  ];
  if (depth !== Math.ceil((count * channels) / 4) || bytes !== 256 || numbers !== 3) {
    throw new ShapeError(
      `floatImages: wants words [H, W, N * C / 4], table [C, 256] and placements [N, 3], got [${words.shape}], [${table.shape}] and [${placements.shape}]`,
    );
  }
  return [count, height, width, channels];
}
