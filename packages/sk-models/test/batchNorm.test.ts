/** Running statistics: how they move, when they do, and what they are for. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  type LayerVariable,
  layers,
  model as makeModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { SkBatchNorm, SkConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const x = (): tf.Tensor => tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 12], [2, 2, 1, 2]);
// Channel means 4 and 6; squared distances 9 + 1 + 1 + 9 = 20 and 16 + 4 + 0 + 36 = 56.
const [means, sums] = [
  [4, 6],
  [20, 56],
];

function normModel(options: object = {}): { model: LayersModel; norm: SkBatchNorm } {
  const image = input({ shape: [2, 1, 2] });
  const norm = new SkBatchNorm({ name: 'norm', ...options });
  const flat = layers.flatten().apply(norm.apply(image)) as SymbolicTensor;
  return { model: makeModel({ inputs: image, outputs: flat }), norm };
}

const moving = (model: LayersModel, name: string): number[] => {
  const weight = model.weights.find(({ originalName }) => originalName.endsWith(`moving_${name}`));
  return [...((weight as LayerVariable).read().dataSync() as Float32Array)];
};
const close = (got: number[], wanted: number[]): void => {
  expect(got).toHaveLength(wanted.length);
  // The epsilon of 1e-5 shrinks 12 by 6e-5.
  got.forEach((value, i) => void expect(value).toBeCloseTo(wanted[i] as number, 3));
};

describe('one training step', () => {
  const expectMoved = (model: LayersModel, steps = 1): void => {
    const keep = 0.95 ** steps;
    close(
      moving(model, 'mean'),
      means.map((mean) => (1 - keep) * mean),
    );
    close(
      moving(model, 'variance'),
      sums.map((sum) => keep + (1 - keep) * (sum / 3)),
    );
  };

  it('moves the running values by 0.05 of the batch, with its unbiased variance', () => {
    const { model } = normModel();
    close(moving(model, 'variance'), [1, 1]);
    model.apply(x(), { training: true });
    expectMoved(model);
  });

  it('moves them once under tf.variableGrads', () => {
    const { model } = normModel();
    const before = tf.memory().numTensors;
    const input = x();
    const result = tf.variableGrads(
      () => tf.sum(tf.square(model.apply(input, { training: true }) as tf.Tensor)),
      model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    );
    tf.dispose([result.value, Object.values(result.grads), input]);
    expectMoved(model);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('moves them once a batch under fit', async () => {
    const { model } = normModel();
    model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
    await model.fit(x(), tf.zeros([2, 4]), { epochs: 3, batchSize: 2, verbose: 0 });
    expectMoved(model, 3);
  });

  it('puts nothing of the update on the tape', () => {
    const { model } = normModel();
    const gammas = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    let kept = 0;
    tf.variableGrads(() => {
      const y = model.apply(x(), { training: true }) as tf.Tensor;
      const tape = (
        tf.engine().state as unknown as { activeTape: { kernelName: string; saved?: unknown[] }[] }
      ).activeTape;
      kept = tape.filter(({ kernelName }) => kernelName === 'Multiply').length;
      return tf.sum(y);
    }, gammas);
    expect(kept).toBe(0);
  });
});

describe('inference', () => {
  it('uses the running values and leaves them', () => {
    const { model } = normModel();
    const y = model.predict(x()) as tf.Tensor;
    close([...y.dataSync()], [1, 2, 3, 4, 5, 6, 7, 12]);
    close(moving(model, 'mean'), [0, 0]);
  });

  it.each([
    ['a layer made with trainable: false', () => normModel({ trainable: false })],
    [
      'a layer frozen later',
      () => {
        const made = normModel();
        made.norm.trainable = false;
        return made;
      },
    ],
    [
      'a frozen model',
      () => {
        const made = normModel();
        made.model.trainable = false;
        return made;
      },
    ],
  ])('is what %s does in training', (_, make) => {
    const { model } = make();
    const y = model.apply(x(), { training: true }) as tf.Tensor;
    close([...y.dataSync()], [1, 2, 3, 4, 5, 6, 7, 12]);
    close(moving(model, 'mean'), [0, 0]);
    close(moving(model, 'variance'), [1, 1]);
  });
});

it('a frozen SK convolution leaves all its running values', () => {
  const image = input({ shape: [4, 4, 2] });
  const branches = [{ kernelSize: 3 }, { kernelSize: 1 }];
  const layer = new SkConv2D({ filters: 2, branches, minWidth: 2, trainable: false });
  const model = makeModel({ inputs: image, outputs: layer.apply(image) as SymbolicTensor });
  const before = model.getWeights().map((weight) => weight.arraySync());
  model.apply(tf.randomNormal([2, 4, 4, 2], 0, 1, 'float32', 3), { training: true });
  expect(model.getWeights().map((weight) => weight.arraySync())).toEqual(before);
});
