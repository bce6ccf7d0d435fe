/** The gradient of an output, cut to the size that the geometry gives. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Workspace } from '../../heap/workspace.js';

/**
 * Returns the address of dy [n, h, w, c]. Of a larger one, as tf.conv2dTranspose may pass it, the rows and columns
 * beyond `shape` take no part.
 *
 * @param shape The output's shape by the geometry.
 * @throws Error for a smaller one, or one of other images or channels.
 */
export function croppedDy(space: Workspace, op: string, dy: TensorInfo, shape: readonly number[]): number {
  const [n, h, w, c] = dy.shape as [number, number, number, number];
  const [images, rows, cols, channels] = shape as [number, number, number, number];
  if (n !== images || h < rows || w < cols || c !== channels) {
    throw new Error(
      `${op}: dy wants [${shape}], as the input, the window and the padding make it, got [${dy.shape}]`,
    );
  }
  const from = space.pointer(dy);
  if (h === rows && w === cols) return from;
  const rowBytes = cols * c * 4;
  const cropped = space.scratch(n * rows * rowBytes);
  const heap = space.heap();
  for (let row = 0; row < n * rows; row++) {
    const start = from + (Math.floor(row / rows) * h + (row % rows)) * w * c * 4;
    heap.copyWithin(cropped + row * rowBytes, start, start + rowBytes);
  }
  return cropped;
}
