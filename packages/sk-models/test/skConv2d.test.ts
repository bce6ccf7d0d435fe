/** The SK convolution against the paper's equations, written out in plain numbers and tfjs ops. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { SkConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const epsilon = 1e-5;
const branches = [
  { kernelSize: 3, dilation: 1 },
  { kernelSize: 3, dilation: 2 },
] as const;

/** Equations (1) to (6) at inference, for dense branches; running statistics are 0 and 1. */
function paper(layer: SkConv2D, x: tf.Tensor4D): { v: tf.Tensor; attention: tf.Tensor } {
  const weight = (name: string): tf.Tensor =>
    layer.weights.find(({ originalName }) => originalName === `${layer.name}/${name}`)?.read() as tf.Tensor;
  const norm = (y: tf.Tensor): tf.Tensor => tf.relu(tf.div(y, Math.sqrt(1 + epsilon)));
  const us = branches.map(({ dilation }, m) =>
    norm(tf.conv2d(x, weight(`branch${m}/kernel`) as tf.Tensor4D, 1, 'same', 'NHWC', dilation)),
  );
  const s = tf.mean(tf.add(us[0] as tf.Tensor, us[1] as tf.Tensor), [1, 2]);
  const z = norm(tf.matMul(s as tf.Tensor2D, weight('fc1/kernel') as tf.Tensor2D));
  const logits = tf.matMul(z as tf.Tensor2D, weight('fc2/kernel') as tf.Tensor2D);
  const digits = tf.split(logits, branches.length, 1).map((digit) => tf.exp(digit));
  const sum = tf.addN(digits);
  const attention = tf.stack(
    digits.map((digit) => tf.div(digit, sum)),
    1,
  );
  const n = x.shape[0];
  const v = tf.addN(
    us.map((u, m) => tf.mul(u, tf.reshape(tf.slice(attention, [0, m, 0], [n, 1, -1]), [n, 1, 1, -1]))),
  );
  return { v, attention };
}

function near(got: tf.Tensor, wanted: tf.Tensor): void {
  expect(got.shape).toEqual(wanted.shape);
  const worst = tf.max(tf.abs(tf.sub(got, wanted))).dataSync()[0];
  // Sums of a few hundred single-precision products of size 1.
  expect(worst).toBeLessThan(1e-5);
}

const image = (): tf.Tensor4D => tf.randomNormal([2, 6, 5, 4], 0, 1, 'float32', 21) as tf.Tensor4D;

describe('two branches', () => {
  const made = (): SkConv2D => {
    const layer = new SkConv2D({
      name: 'sk',
      filters: 6,
      branches,
      minWidth: 3,
      returnAttention: true,
      seed: 4,
    });
    layer.apply(image());
    // The initial fc weights are so small that any attention would pass for 1/2.
    layer.setWeights(
      layer.weights.map((weight) =>
        /fc\d\/kernel/.test(weight.name) ? tf.mul(weight.read(), 100) : weight.read(),
      ),
    );
    return layer;
  };

  it('give V and the attention of equations (1) to (6)', () => {
    const layer = made();
    const [v, attention] = layer.apply(image()) as tf.Tensor[];
    const wanted = paper(layer, image());
    near(v as tf.Tensor, wanted.v);
    near(attention as tf.Tensor, wanted.attention);
  });

  it('have attention that sums to 1 over branches and differs between channels and images', () => {
    const [, attention] = made().apply(image()) as [tf.Tensor, tf.Tensor];
    near(tf.sum(attention, 1), tf.ones([2, 6]));
    expect(new Set(attention.dataSync()).size).toBeGreaterThan(12);
  });
});

describe('the width of z, equation (4)', () => {
  it.each([
    [512, 16, 32, 32],
    [1024, 16, 32, 64],
    [512, 32, 16, 16],
    [100, 16, 1, 6],
  ])('d = max(%i / %i, %i) = %i', (filters, reduction, minWidth, d) => {
    expect(new SkConv2D({ filters, branches, reduction, minWidth }).width).toBe(d);
  });
});

it('without attention V is the sum of the branches', () => {
  const layer = new SkConv2D({ filters: 4, branches, attention: false, seed: 1 });
  const single = branches.map((branch) => new SkConv2D({ filters: 4, branches: [branch], attention: false }));
  const sum = layer.apply(image()) as tf.Tensor;
  const parts = single.map((part, m) => {
    part.apply(image());
    part.setWeights(
      layer.weights.filter(({ name }) => name.includes(`branch${m}`)).map((weight) => weight.read()),
    );
    return part.apply(image()) as tf.Tensor;
  });
  near(sum, tf.addN(parts));
});

it('with one branch V is that branch: there is nothing to select', () => {
  const layer = new SkConv2D({
    name: 'one',
    filters: 4,
    branches: [{ kernelSize: 3 }],
    minWidth: 2,
    seed: 1,
  });
  const plain = new SkConv2D({ filters: 4, branches: [{ kernelSize: 3 }], attention: false });
  const v = layer.apply(image()) as tf.Tensor;
  plain.apply(image());
  plain.setWeights(
    layer.weights.filter(({ name }) => name.includes('branch0')).map((weight) => weight.read()),
  );
  near(v, plain.apply(image()) as tf.Tensor);
});
