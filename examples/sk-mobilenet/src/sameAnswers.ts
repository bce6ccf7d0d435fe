/** Compares networks by their answers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadModel, saveModel } from 'sk-io/node';

/** Returns the largest difference of any probability. */
export function largestDifference(a: LayersModel, b: LayersModel, images: tf.Tensor): number {
  return tf.tidy(() => {
    const [x, y] = [a, b].map((model) => model.predict(images) as tf.Tensor);
    return tf.max(tf.abs(tf.sub(x!, y!))).dataSync()[0]!;
  });
}

/** Returns the model that comes back out of files; the caller disposes of it. */
export async function savedAndLoaded(model: LayersModel): Promise<LayersModel> {
  const folder = mkdtempSync(join(tmpdir(), 'sk-example-'));
  try {
    await saveModel(model, join(folder, 'model'));
    return await loadModel(join(folder, 'model'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
