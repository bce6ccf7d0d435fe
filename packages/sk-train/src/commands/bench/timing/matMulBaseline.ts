/** The baseline of a backend: the matrix product that tfjs itself brings for it. */
import * as tf from '@tensorflow/tfjs-core';
import { stockKernel } from 'sk-core';
import { kernelTime } from './kernelTime.js';

export interface MatMulBaseline {
  /** Rows and columns of both matrices. */
  readonly size: number;
  /** MACs of one product. */
  readonly multiplyAdds: number;
  /** Makes one product and returns its milliseconds, on the device where that has a clock. */
  readonly time: () => Promise<number>;
  readonly dispose: () => void;
}

/** Returns products of 1024 x 1024, or of 256 x 256 where the larger ones take seconds, as on a software adapter. */
export async function fittingBaseline(): Promise<MatMulBaseline> {
  const small = matMulBaseline(256);
  // The first product starts things up.
  await small.time();
  if ((await small.time()) > 40) return small;
  small.dispose();
  return matMulBaseline(1024);
}

/**
 * Returns products of square matrices.
 * @param size Rows and columns of both matrices.
 */
export function matMulBaseline(size: number): MatMulBaseline {
  const kernel = stockKernel('BatchMatMul');
  if (kernel === undefined) throw new Error(`tfjs has no matrix product on ${tf.getBackend()}`);
  const backend = tf.backend();
  // Where a plug-in came before the backend's start, tfjs has not set up the kernel that it replaced.
  kernel.setupFunc?.(backend);
  const matrices = { a: tf.fill([size, size], 0.5), b: tf.fill([size, size], 0.25) };
  const attrs = { transposeA: false, transposeB: false };
  return {
    size,
    multiplyAdds: size ** 3,
    time: () =>
      kernelTime(() => {
        const info = kernel.kernelFunc({ inputs: matrices, backend, attrs }) as tf.TensorInfo;
        return tf.engine().makeTensorFromTensorInfo(info);
      }),
    dispose: () => tf.dispose(matrices),
  };
}
