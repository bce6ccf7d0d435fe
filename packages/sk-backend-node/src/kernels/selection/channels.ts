/** Numbers for each image and channel: sums over pixels, and rows of attention. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import { hostValues, isForHost } from '../../tensorflow/hostValues.js';
import type { NodeBackend, TensorId } from '../../tensorflow/nodeBackend.js';

/** From so many pixels on a product with a row of ones takes half the time of TensorFlow's Sum. */
const manyPixels = 400;

/** Computes the sums over the pixels of x [N, H, W, C], each times a factor, as [N, 1, C]. */
export function pixelSums(ops: EagerOps, x: TensorId, shape: readonly number[], factor: number): TensorId {
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  const pixels = h * w;
  const rows = ops.reshape(x, [n, pixels, c]);
  if (pixels >= manyPixels) {
    const attributes = [ops.float32(), ops.bool('adj_x', false), ops.bool('adj_y', false)];
    return ops.one('BatchMatMulV2', attributes, [ops.filled(factor, [1, 1, pixels]), rows]);
  }
  const attributes = [ops.bool('keep_dims', true), ops.float32(), ops.int32('Tidx')];
  const sums = ops.one('Sum', attributes, [rows, ops.ints([1])]);
  return factor === 1 ? sums : ops.mul(sums, ops.filled(factor));
}

/** Returns the rows of attention [N, M, C], each as [N, 1, 1, C]. */
export function rowsOf(ops: EagerOps, attention: TensorInfo, backend: NodeBackend): TensorId[] {
  const [n = 0, m = 0, c = 0] = attention.shape;
  if (isForHost(backend, n * m * c)) {
    const values = hostValues(backend, attention);
    return Array.from({ length: m }, (_, branch) => {
      const row = new Float32Array(n * c);
      for (let i = 0; i < n; i++) {
        const start = (i * m + branch) * c;
        row.set(values.subarray(start, start + c), i * c);
      }
      return ops.floats(row, [n, 1, 1, c]);
    });
  }
  const rows = ops.reshape(ops.input(attention), [n, m, 1, 1, c]);
  return ops.all('Unpack', [ops.int('num', m), ops.float32(), ops.int('axis', 1)], [rows], m);
}
