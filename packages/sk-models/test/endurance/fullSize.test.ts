/**
 * Every registered model at full size, one at a time on wasm: built, counted against its description, asked about one
 * image, disposed of. Each fifth is differentiated by every weight.
 */
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { releaseDuringBackward } from 'sk-core';
import { createModel, describeModel, listModels, registry, trainingBytes } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';

/** What a backward pass may take of the heap, which ends at 4 GB. */
const mostBytes = 3.4e9;

beforeAll(() => start({ threads: availableParallelism() }));

const sizeOf = (weights: LayersModel['weights']): number =>
  weights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((size, length) => size * Number(length), 1),
    0,
  );

/** Names of the weights that have no gradient, or one that is not finite. */
function withoutGradient(model: LayersModel, image: tf.Tensor): readonly string[] {
  const weights = model.trainableWeights;
  // A direction in which a softmax changes: its plain sum is always 1.
  const loss = (): tf.Scalar => {
    const y = model.apply(image, { training: true }) as tf.Tensor;
    return tf.sum(tf.mul(y, tf.reshape(tf.range(0, y.size), y.shape)));
  };
  return tf.tidy(() => {
    const variables = weights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(releaseDuringBackward(loss), variables);
    // What is not finite makes a sum that is not.
    const hasGradient = ({ name }: tf.Variable): boolean => {
      const gradient = grads[name];
      return gradient !== undefined && Number.isFinite(tf.sum(gradient).dataSync()[0]);
    };
    return weights.filter((_, i) => !hasGradient(variables[i] as tf.Variable)).map((w) => w.originalName);
  });
}

describe('at full size', () => {
  it.each(listModels().map((name, index) => ({ name, index })))(
    '$name is what its description says and answers; each fifth trains, where the heap allows',
    ({ name, index }) => {
      const held = tf.memory().numTensors;
      const model = createModel(name, { seed: 1 });
      const { parameters, statistics } = describeModel(name);
      expect({
        parameters: sizeOf(model.trainableWeights),
        statistics: sizeOf(model.nonTrainableWeights),
      }).toEqual({ parameters, statistics });

      const shape = registry.get(name)?.defaults.inputShape ?? [];
      const image = tf.randomNormal([1, ...shape], 0, 1, 'float32', 1);
      const answer = tf.tidy(() => (model.predict(image) as tf.Tensor).dataSync() as Float32Array);
      expect(answer.every(Number.isFinite)).toBe(true);
      expect(answer.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);

      const bytes = index % 5 === 0 ? trainingBytes(model, 1) : Number.NaN;
      if (bytes < mostBytes) expect(withoutGradient(model, image)).toEqual([]);
      if (bytes >= mostBytes)
        console.log(`${name}: forward alone, training takes ${(bytes / 1e9).toFixed(1)} GB`);
      model.dispose();
      image.dispose();
      expect(tf.memory().numTensors).toBe(held);
    },
  );
});
