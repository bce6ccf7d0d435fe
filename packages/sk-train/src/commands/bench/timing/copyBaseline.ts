/** The baseline of kernels that move bytes: a copy on the same device. */
import * as tf from '@tensorflow/tfjs-core';
import { pluginOf } from 'sk-core';
import { kernelTime } from './kernelTime.js';

export interface CopyBaseline {
  /** Bytes that one copy reads and writes. */
  readonly bytes: number;
  /** Makes one copy and returns its milliseconds. */
  readonly time: () => Promise<number>;
  readonly dispose: () => void;
}

/**
 * Returns the baseline, or nothing where the backend's plug-in has no copy.
 * @param size Float32 values of the tensor.
 */
export function copyBaseline(size: number): CopyBaseline | undefined {
  const copy = pluginOf()?.copy;
  if (copy === undefined) return undefined;
  const x = tf.fill([size], 0.5);
  return {
    bytes: 2 * Float32Array.BYTES_PER_ELEMENT * size,
    time: () => kernelTime(() => copy(x)),
    dispose: () => x.dispose(),
  };
}
