/** The weights that a model had, on the host. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export class HeldWeights {
  #values: readonly Float32Array[] | undefined;

  /** Keeps the weights and statistics that a model has now. */
  async keep(model: LayersModel): Promise<void> {
    const values = await Promise.all(model.weights.map((weight) => weight.read().data()));
    this.#values = values.map((value) => Float32Array.from(value));
  }

  /** Gives a model the weights that were kept last; leaves it alone where there are none. */
  restore(model: LayersModel): void {
    const values = this.#values;
    if (values === undefined) return;
    tf.tidy(() => {
      model.weights.forEach((weight, i) => {
        const value = values[i];
        if (value !== undefined) weight.write(tf.tensor(value, weight.read().shape));
      });
    });
  }
}
