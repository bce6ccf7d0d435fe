import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers the gradients of the stock ops
import {
  batchNormTraining,
  branchSoftmax,
  convAttrs,
  fuse,
  groupedConv2d,
  releaseDuringBackward,
  select,
} from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';

const noise = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** Adds two tensors, with a gradient that hands one and the same tensor to both inputs. */
const addOfOneGradient = tf.customGrad((...args) => {
  const [a, b] = args as tf.Tensor[];
  return { value: tf.add(a as tf.Tensor, b as tf.Tensor), gradFunc: (dy: tf.Tensor) => [dy, dy] };
});

const shape = [2, 8, 8, 8];

function selectiveUnit(x: tf.Tensor, filter: tf.Tensor, gamma: tf.Tensor): tf.Tensor {
  const beta = tf.zeros([8]);
  const branches = [1, 2].map((dilations) => {
    const attrs = convAttrs({ groups: 2, dilations, pad: 'same' }, shape, filter.shape);
    const conv = groupedConv2d({ x, filter }, attrs);
    return batchNormTraining({ x: conv, gamma, beta }, { epsilon: 1e-5, relu: true }).y;
  });
  const s = fuse({ branches });
  const attention = branchSoftmax({ logits: tf.stack([s, tf.mul(s, -2)], 1) });
  return select({ branches, attention });
}

function network(x: tf.Tensor, filter: tf.Tensor, gamma: tf.Tensor): tf.Scalar {
  let y = x;
  for (let i = 0; i < 6; i++) y = addOfOneGradient(y, selectiveUnit(y, filter, gamma)) as tf.Tensor;
  return tf.mean(tf.square(y));
}

const variables = (): [tf.Variable, tf.Variable, tf.Variable] => [
  tf.variable(noise(shape, 1)),
  tf.variable(noise([3, 3, 4, 8], 2)),
  tf.variable(tf.ones([8])),
];

describe('releaseDuringBackward', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('gives the gradients of tf.variableGrads, to the bit, and leaves no tensor', () => {
    const all = variables();
    const loss = () => network(...all);
    const wanted = tf.variableGrads(loss, all);
    const before = tf.memory().numTensors;
    const got = tf.variableGrads(releaseDuringBackward(loss), all);
    expect(got.value.dataSync()).toEqual(wanted.value.dataSync());
    for (const { name } of all) {
      expect(got.grads[name]?.dataSync()).toEqual(wanted.grads[name]?.dataSync());
    }
    tf.dispose(got);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([wanted, all]);
  });

  it('needs less than three quarters of the memory, even where composites compute', async () => {
    const all = variables();
    const loss = () => network(...all);
    const peak = async (f: () => tf.Scalar) => {
      const { peakBytes } = await tf.profile(() => tf.dispose(tf.variableGrads(f, all)));
      return peakBytes;
    };
    expect(await peak(releaseDuringBackward(loss))).toBeLessThan((await peak(loss)) * 0.75);
    tf.dispose(all);
  });

  it('lets a convolution add what other readers gave as it writes', async () => {
    const [x, filter] = variables();
    const attrs = convAttrs({ groups: 2, pad: 'same' }, shape, filter.shape);
    const loss = (): tf.Scalar => {
      const [a, b] = [1, 2].map((scale) => tf.mul(groupedConv2d({ x, filter }, attrs), scale)) as [
        tf.Tensor,
        tf.Tensor,
      ];
      return tf.sum(tf.square(tf.add(tf.add(a, tf.mul(b, a)), tf.mul(x, x))));
    };
    const run = async (f: () => tf.Scalar) => {
      const grads: Float32Array[] = [];
      const { kernels } = await tf.profile(() => {
        const got = tf.variableGrads(f, [x, filter]);
        for (const { name } of [x, filter]) grads.push(got.grads[name]?.dataSync() as Float32Array);
        tf.dispose(got);
      });
      return { grads, names: kernels.map(({ name }) => name) };
    };
    const [wanted, got] = [await run(loss), await run(releaseDuringBackward(loss))];
    expect(got.grads).toEqual(wanted.grads);
    expect(wanted.names).not.toContain('SkGroupedConv2DBackpropInputAdd');
    expect(got.names.filter((name) => name === 'SkGroupedConv2DBackpropInputAdd')).toHaveLength(2);
    tf.dispose([x, filter]);
  });

  it('waits for no reader that the loss does not reach', () => {
    const [x, filter] = variables();
    const attrs = convAttrs({ groups: 2, pad: 'same' }, shape, filter.shape);
    const loss = (): tf.Scalar => {
      groupedConv2d({ x, filter }, attrs);
      return tf.sum(tf.square(x));
    };
    const [wanted, got] = [loss, releaseDuringBackward(loss)].map(
      (f) => tf.variableGrads(f, [x]).grads[x.name],
    );
    expect(got?.dataSync()).toEqual(wanted?.dataSync());
    tf.dispose([x, filter, wanted as tf.Tensor, got as tf.Tensor]);
  });

  it('leaves second derivatives alone', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const cube = (v: tf.Tensor) => releaseDuringBackward(() => tf.sum(tf.mul(tf.mul(v, v), v)))();
    const second = tf.grad((v) => tf.sum(tf.grad(cube)(v)));
    expect([...second(x).dataSync()]).toEqual([6, 12, 18]);
  });

  it('is the function itself outside of a differentiation', () => {
    expect(releaseDuringBackward(() => tf.scalar(3))().dataSync()[0]).toBe(3);
  });
});
