/** The rate that whatever moves bytes is judged by: that of a copy on the same device. */
import * as tf from '@tensorflow/tfjs-core';
import { pluginOf } from 'sk-core';
import { kernelTime } from './deviceTime.js';

export interface CopyRoof {
  /** That one copy reads and writes. */
  readonly bytes: number;
  /** Milliseconds of one copy. */
  readonly measure: () => Promise<number>;
  readonly dispose: () => void;
}

/**
 * Nothing where the backend's plug-in has no copy.
 * @param size Float32 values of the tensor.
 */
export function copyRoof(size: number): CopyRoof | undefined {
  const plugin = pluginOf();
  if (plugin?.copy === undefined) return undefined;
  const x = tf.fill([size], 0.5);
  return {
    bytes: 2 * Float32Array.BYTES_PER_ELEMENT * size,
    measure: () => kernelTime(() => plugin.copy?.(x) as tf.Tensor),
    dispose: () => x.dispose(),
  };
}
