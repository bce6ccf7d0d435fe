/** The time of one kernel: on the device where the backend computes later than it is called. */
import type * as tf from '@tensorflow/tfjs-core';
import { pluginOf } from 'sk-core';

/** Says whether kernels are only recorded when they are called. */
export const computesLater = (): boolean => pluginOf()?.recordDispatches !== undefined;

/** Returns the milliseconds until the result is there, or of a device with a clock those of computing. Frees the result. */
export async function kernelTime(run: () => tf.Tensor): Promise<number> {
  const recorder = pluginOf()?.recordDispatches?.();
  const start = performance.now();
  try {
    const result = run();
    if (recorder === undefined) await result.data();
    result.dispose();
  } catch (error) {
    await recorder?.finish().catch(() => undefined);
    throw error;
  }
  const dispatches = (await recorder?.finish()) ?? [];
  const elapsed = performance.now() - start;
  const times = dispatches.flatMap(({ milliseconds }) => milliseconds ?? []);
  return times.length === 0 ? elapsed : times.reduce((sum, time) => sum + time, 0);
}
