/**
 * Every registered model at full size, one at a time on wasm: built, counted against its description, asked about one
 * image, differentiated by every weight, disposed of. `node .ci/zooFull.mjs NAMES...` takes those models alone.
 */
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { leanBackward } from 'sk-core';
import { createModel, describeModel, listModels, registry, trainingBytes } from 'sk-models';
import { checks } from './checks.mjs';

/** What a backward pass may take of the heap, which ends at 4 GB. */
const mostBytes = 3.4e9;
const { holds, end } = checks();
const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

const sizeOf = (weights) =>
  weights.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);

/** What is wrong with the counts of the model's weights. */
function miscount(model) {
  const { parameters, statistics } = describeModel(model.name);
  const [trainable, running] = [sizeOf(model.trainableWeights), sizeOf(model.nonTrainableWeights)];
  if (trainable === parameters && running === statistics) return [];
  return [`has ${trainable} + ${running} numbers, described are ${parameters} + ${statistics}`];
}

/** What is wrong with the answer to an image. */
function misanswer(model, image) {
  const values = tf.tidy(() => model.predict(image).dataSync());
  const sum = values.reduce((total, value) => total + value, 0);
  return values.every(Number.isFinite) && Math.abs(sum - 1) < 1e-4
    ? []
    : [`its probabilities add up to ${sum}`];
}

/** Which weights have no gradient, or one that is not finite. */
function misgradients(model, image) {
  const weights = model.trainableWeights;
  // A direction in which a softmax changes: its plain sum is always 1.
  const loss = () => {
    const y = model.apply(image, { training: true });
    return tf.sum(tf.mul(y, tf.reshape(tf.range(0, y.size), y.shape)));
  };
  const sums = tf.tidy(() => {
    const { grads } = tf.variableGrads(
      leanBackward(loss),
      weights.map((weight) => weight.read()),
    );
    // What is not finite makes a sum that is not.
    return weights.map((weight) => grads[weight.read().name] && tf.sum(grads[weight.read().name]));
  });
  const faults = weights.filter((_, i) => !sums[i] || !Number.isFinite(sums[i].dataSync()[0]));
  tf.dispose(sums.filter((sum) => sum));
  return faults.length === 0
    ? []
    : [`no finite gradient for ${faults.map((w) => w.originalName).join(', ')}`];
}

function check(name) {
  const began = performance.now();
  const held = tf.memory().numTensors;
  const model = createModel(name, { seed: 1 });
  const image = tf.randomNormal([1, ...registry.get(name).defaults.inputShape], 0, 1, 'float32', 1);
  const built = seconds(began);
  const faults = [...miscount(model), ...misanswer(model, image)];
  const bytes = trainingBytes(model, 1);
  const isTrained = bytes < mostBytes;
  if (isTrained) faults.push(...misgradients(model, image));
  model.dispose();
  image.dispose();
  const left = tf.memory().numTensors - held;
  if (left !== 0) faults.push(`leaves ${left} tensors`);
  const how = isTrained
    ? 'forward and backward'
    : `forward only, training takes ${(bytes / 1e9).toFixed(1)} GB`;
  holds(
    `${name}: ${how}`,
    faults.length === 0,
    [...faults, `built in ${built}, all in ${seconds(began)}`].join('; '),
  );
}

const began = performance.now();
await start({ threads: availableParallelism() });
const names = process.argv.length > 2 ? process.argv.slice(2) : listModels();
for (const name of names) {
  try {
    check(name);
  } catch (error) {
    holds(name, false, error.message.split('\n')[0]);
    tf.disposeVariables();
  }
}
console.log(`${names.length} models in ${seconds(began)}`);
end();
