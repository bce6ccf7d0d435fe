/** Weights that a formula gives, the same as in tools/golden/write_light.py, so that no weights have to be kept. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The hash of (the hash of the name + the index), on a grid of 2^32 points. */
export function uniform(name: string, shape: readonly number[], least: number, most: number): tf.Tensor {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  const values = Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => {
    let h = (i + seed) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
    return least + ((most - least) * (h >>> 0)) / 2 ** 32;
  });
  return tf.tensor(values, [...shape]);
}

/**
 * From the name of each weight: filters by their fan-in, scales and variances around 1, the rest around 0.
 *
 * @param gain Multiplies filters: a power of 2.
 */
export function fillByFormula(model: LayersModel, gain: (weight: string) => number = () => 1): void {
  for (const weight of model.weights) {
    const name = weight.originalName;
    const shape = weight.shape as number[];
    const bound = gain(name) * Math.sqrt(6 / shape.slice(0, -1).reduce((n, d) => n * d, 1));
    const [least, most] = /gamma$|variance$/.test(name)
      ? [0.5, 1.5]
      : shape.length === 4
        ? [-bound, bound]
        : [-0.5, 0.5];
    tf.tidy(() => void weight.write(uniform(name, shape, least, most)));
  }
}
