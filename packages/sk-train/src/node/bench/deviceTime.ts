/** How long one kernel takes: on the device where the backend computes later than it is called. */
import type * as tf from '@tensorflow/tfjs-core';
import { pluginOf } from 'sk-core';

/** Whether kernels are only recorded when they are called. */
export const computesLater = (): boolean => pluginOf()?.recordDispatches !== undefined;

/** Milliseconds until the result is there, or where a device has a clock, those that it computes. Frees the result. */
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
