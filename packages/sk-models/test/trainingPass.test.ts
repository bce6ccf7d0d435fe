import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { createModel } from 'sk-models';
import { trainingPass } from 'sk-models/graph';
import { SkBatchNorm, SkConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { through } from './surgeryTools.js';

const shape: [number, number, number] = [8, 8, 3];
const create = (): tfl.LayersModel =>
  createModel('sknet_slim', { inputShape: shape, numClasses: 4, seed: 3, widthMultiplier: 0.25 });
const images = (): tf.Tensor => tf.randomNormal([2, ...shape], 0, 1, 'float32', 5);

/** Returns the first output of the pass of a model. */
function passOf(model: tfl.LayersModel): (x: tf.Tensor) => tf.Tensor {
  const pass = trainingPass(model);
  return (x) => elementAt(pass([x]), 0);
}

/** Runs a pass with its gradients. Returns the output, the gradients and all weights, which hold the running averages. */
function results(model: tfl.LayersModel, pass: (x: tf.Tensor) => tf.Tensor): Float32Array[] {
  return tf.tidy(() => {
    const x = images();
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(pass(x))) as tf.Scalar, weights);
    const gradients = Object.values(grads);
    expect(gradients).toHaveLength(weights.length);
    return [value, ...gradients, ...model.getWeights()].map((tensor) => tensor.dataSync<'float32'>());
  });
}

async function kernelsOf(run: () => tf.Tensor): Promise<readonly string[]> {
  const { kernels } = await tf.profile(() => tf.dispose(run()));
  return kernels.map(({ name }) => name);
}

describe('trainingPass', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('computes as the model does, gradients and running averages too, to the bit', () => {
    const [model, other] = [create(), create()];
    const wanted = results(model, (x) => model.apply(x, { training: true }) as tf.Tensor);
    expect(results(other, passOf(other))).toEqual(wanted);
    for (const each of [model, other]) each.dispose();
  });

  it('ends each residual unit by one operation, and leaves no tensor', async () => {
    const model = create();
    const x = images();
    const pass = passOf(model);
    const units = model.layers.filter(({ name }) => name.endsWith('/add')).length;
    expect(units).toBeGreaterThan(2);
    tf.dispose(pass(x));
    const before = tf.memory().numTensors;
    const names = await kernelsOf(() => pass(x));
    expect(names.filter((name) => name === 'SkBatchNormAddRelu')).toHaveLength(units);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
    x.dispose();
  });

  it('asks the layers of a unit whose calls somebody listens to', () => {
    const model = create();
    const x = images();
    const [layer] = model.layers.filter(({ name }) => name.endsWith('/add'));
    const call = vi.spyOn(layer as tfl.layers.Layer, 'call');
    const y = passOf(model)(x);
    expect(call).toHaveBeenCalledOnce();
    model.dispose();
    tf.dispose([x, y]);
  });

  it('leaves alone a sum that others see too', async () => {
    const x = tfl.input({ shape: [2, 2, 3] });
    const norm = through(x, new SkBatchNorm({ name: 'norm' }));
    const sum = tfl.layers.add({ name: 'sum' }).apply([norm, x]) as tfl.SymbolicTensor;
    const relu = through(sum, tfl.layers.activation({ name: 'relu', activation: 'relu' }));
    const values = tf.randomNormal([2, 2, 2, 3], 0, 1, 'float32', 1);
    const of = (outputs: tfl.SymbolicTensor | tfl.SymbolicTensor[]): Promise<readonly string[]> => {
      const pass = passOf(tfl.model({ inputs: x, outputs }));
      return kernelsOf(() => pass(values));
    };
    expect(await of(relu)).toContain('SkBatchNormAddRelu');
    expect(await of([relu, sum])).not.toContain('SkBatchNormAddRelu');
    expect(await of([relu, norm])).not.toContain('SkBatchNormAddRelu');
    values.dispose();
  });

  it('normalises by the running statistics where a batch norm is frozen', () => {
    const [model, other] = [create(), create()];
    for (const { layers: all } of [model, other])
      for (const layer of all) layer.trainable = layer instanceof SkConv2D;
    const wanted = results(model, (x) => model.apply(x, { training: true }) as tf.Tensor);
    expect(results(other, passOf(other))).toEqual(wanted);
    for (const each of [model, other]) each.dispose();
  });
});
