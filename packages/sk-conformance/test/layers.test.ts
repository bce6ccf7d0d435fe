/** The suites of layers and models, on stock layers: they pass what is right and name what is wrong. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { layerSuite, modelSuite } from 'sk-conformance';
import { elementAt } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { checkGradients, leavesNothing } from '#internal';

const cpu = { backendName: 'cpu' };

layerSuite({
  ...cpu,
  name: 'dense',
  create: () => layers.dense({ units: 3, activation: 'tanh' }),
  inputShape: [4],
  trainableCount: 15,
});
layerSuite({
  ...cpu,
  name: 'conv2d',
  create: () => layers.conv2d({ filters: 2, kernelSize: 3, strides: 2 }),
  inputShape: [7, 5, 3],
  trainableCount: 56,
});
layerSuite({
  ...cpu,
  name: 'batchNormalization',
  create: () => layers.batchNormalization(),
  inputShape: [3, 3, 4],
  trainableCount: 8,
});
layerSuite({
  ...cpu,
  name: 'flatten, without weights',
  create: () => layers.flatten(),
  inputShape: [2, 3, 4],
});
layerSuite({
  ...cpu,
  name: 'add, of two inputs',
  create: () => layers.add(),
  inputShape: [
    [2, 2],
    [2, 2],
  ],
});

modelSuite(
  [
    {
      name: 'a small classifier',
      create: () =>
        sequential({
          layers: [
            layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, activation: 'elu' }),
            layers.flatten(),
            layers.dense({ units: 3, activation: 'softmax' }),
          ],
        }),
      trainableCount: 20 + 99,
    },
  ],
  cpu,
);

describe('what the suites find', () => {
  /** Returns a network of one input. */
  const only =
    (f: (x: tf.Tensor) => tf.Tensor) =>
    (inputs: readonly tf.Tensor[]): tf.Tensor =>
      f(elementAt(inputs, 0));
  const weight = (name: string): { name: string; variable: tf.Variable } => ({
    name,
    variable: tf.variable(tf.tensor1d([1, 2])),
  });

  it('a weight that the output does not depend on', async () => {
    const [used, unused] = [weight('used'), weight('unused')];
    const forward = only((x) => tf.mul(x, used.variable));
    await expect(
      checkGradients({ what: 'net', weights: [used, unused], inputs: [tf.ones([2])], forward }),
    ).rejects.toThrow('net: unused has no gradient');
    tf.dispose([used.variable, unused.variable]);
  });

  it('a gradient of zero, unless it may be', async () => {
    const dead = weight('dead');
    const forward = only((x) => tf.mul(tf.mul(x, dead.variable), 0));
    const net = { what: 'net', weights: [dead], forward };
    await expect(checkGradients({ ...net, inputs: [tf.ones([2])] })).rejects.toThrow(
      'dead has a gradient of zero',
    );
    await checkGradients({ ...net, inputs: [tf.ones([2])], zeroGradients: /dead/ });
    dead.variable.dispose();
  });

  it('a gradient that is not finite', async () => {
    const wild = weight('wild');
    const forward = only((x) => tf.div(tf.mul(x, wild.variable), 0));
    await expect(
      checkGradients({ what: 'net', weights: [wild], inputs: [tf.ones([2])], forward }),
    ).rejects.toThrow('wild has a gradient that is not finite');
    wild.variable.dispose();
  });

  it('a tensor left behind', async () => {
    const kept: tf.Tensor[] = [];
    await expect(leavesNothing('step', () => void kept.push(tf.ones([1])))).rejects.toThrow(
      'step leaves 1 of numTensors',
    );
    tf.dispose(kept);
  });
});
