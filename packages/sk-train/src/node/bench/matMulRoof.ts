/** The rate that a backend is judged by: that of the matrix product that tfjs itself brings for it. */
import * as tf from '@tensorflow/tfjs-core';
import { stockKernel } from 'sk-core';

export interface MatMulRoof {
  /** Of one product. */
  readonly multiplyAdds: number;
  /** Milliseconds of one product. */
  readonly measure: () => Promise<number>;
  readonly dispose: () => void;
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
    multiplyAdds: size ** 3,
    measure: async () => {
      const start = performance.now();
      const info = kernel.kernelFunc({ inputs: matrices, backend, attrs }) as tf.TensorInfo;
      const product = tf.engine().makeTensorFromTensorInfo(info);
      await product.data();
      product.dispose();
      return performance.now() - start;
    },
    dispose: () => tf.dispose(matrices),
  };
}
