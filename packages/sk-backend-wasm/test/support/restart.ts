import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';

/** Starts wasm anew: the number of threads and the build are settled when the backend starts. */
export async function restart(options: Parameters<typeof start>[0]): Promise<void> {
  const registered = tf.engine().registryFactory['wasm'] as { factory: () => Promise<tf.KernelBackend> };
  if ('wasm' in tf.engine().registry) {
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', registered.factory, 2);
  }
  await start(options);
}
