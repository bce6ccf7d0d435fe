/** The rate that a backend is judged by: that of the matrix product that tfjs itself brings for it. */
import * as tf from '@tensorflow/tfjs-core';
import { stockKernel } from 'sk-core';
import { kernelTime } from './deviceTime.js';

export interface MatMulRoof {
  /** Rows and columns of both matrices. */
  readonly size: number;
  /** Of one product. */
  readonly multiplyAdds: number;
  /** Milliseconds of one product, on the device where that has a clock. */
  readonly measure: () => Promise<number>;
  readonly dispose: () => void;
}

/** Of matrices of 1024 x 1024, or of 256 x 256 where the larger ones would take seconds, as on a software adapter. */
export async function fittingRoof(): Promise<MatMulRoof> {
  const small = matMulRoof(256);
  // The first product starts things up.
  await small.measure();
  if ((await small.measure()) > 40) return small;
  small.dispose();
  return matMulRoof(1024);
}

/** @param size Rows and columns of both matrices. */
export function matMulRoof(size: number): MatMulRoof {
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
    measure: () =>
      kernelTime(() => {
        const info = kernel.kernelFunc({ inputs: matrices, backend, attrs }) as tf.TensorInfo;
        return tf.engine().makeTensorFromTensorInfo(info);
      }),
    dispose: () => tf.dispose(matrices),
  };
}
