import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import {
  batchNormTraining,
  contractVersion,
  conv2d,
  installKernels,
  kernelOrigin,
  momentumStep,
  momentumStepComposite,
  pluginOf,
  profileKernels,
  registerPlugin,
  stockKernel,
} from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';

const registered = () =>
  tf.getKernelsForBackend('cpu').toSorted((a, b) => (a.kernelName < b.kernelName ? -1 : 1));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('profileKernels', () => {
  const x = tf.ones<tf.Rank.R4>([2, 6, 6, 4]);
  const filter = tf.ones<tf.Rank.R4>([3, 3, 2, 8]);
  const forward = () => tf.dispose(conv2d(x, filter, { groups: 2, strides: 2, pad: 1 }));

  it('lists a kernel with its shapes, attributes, multiply-adds and bytes, and not what it is made of', async () => {
    forward();
    const tensors = tf.memory().numTensors;
    const { calls, milliseconds } = await profileKernels(forward);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(calls).toEqual([
      {
        kernelName: 'SkGroupedConv2D',
        inputs: { x: [2, 6, 6, 4], filter: [3, 3, 2, 8] },
        outputs: [[2, 3, 3, 8]],
        attrs: expect.objectContaining({ groups: 2, strides: [2, 2] }),
        multiplyAdds: 2 * 3 * 3 * 8 * (3 * 3 * 2),
        bytes: 4 * (2 * 6 * 6 * 4 + 3 * 3 * 2 * 8 + 2 * 3 * 3 * 8),
        milliseconds: expect.any(Number),
      },
    ]);
    expect(calls[0]?.milliseconds).toBeLessThanOrEqual(milliseconds);
  });

  it('lists every output of a kernel', async () => {
    const run = () =>
      tf.tidy(() => {
        batchNormTraining({ x, gamma: tf.ones([4]), beta: tf.zeros([4]) }, { epsilon: 1e-5, relu: true });
      });
    run();
    const { calls } = await profileKernels(run);
    const call = calls.find(({ kernelName }) => kernelName === 'SkBatchNormTraining');
    expect(call?.outputs).toEqual([[2, 6, 6, 4], [4], [4]]);
  });

  it('counts no bytes for a view', async () => {
    const { calls } = await profileKernels(() => tf.dispose(tf.reshape(x, [72, 4])));
    expect(calls).toMatchObject([{ kernelName: 'Reshape', bytes: 0 }]);
  });

  it('answers what the body returns, and leaves kernels and plug-in as they were', async () => {
    const before = registered();
    const { result } = await profileKernels(async () => {
      expect(kernelOrigin('SkGroupedConv2D')).toBe('composite');
      return 7;
    });
    expect(result).toBe(7);
    const after = registered();
    expect(after.length).toBe(before.length);
    expect(after.every((kernel, i) => kernel === before[i])).toBe(true);
  });

  it('leaves them as they were where the body throws', async () => {
    const before = registered();
    const broken = profileKernels(() => Promise.reject(new Error('no')));
    await expect(broken).rejects.toThrow('no');
    expect(registered().every((kernel, i) => kernel === before[i])).toBe(true);
  });

  it("lists a plug-in's momentum step as one call", async () => {
    const plugin = {
      name: 'a-plug-in',
      backendName: 'cpu',
      contractVersion,
      kernels: { provider: 'a-plug-in', contractVersion, kernels: [] },
      install: () => undefined,
      momentumStep: momentumStepComposite,
    };
    registerPlugin(plugin);
    const [weight, velocity] = [tf.variable(tf.ones([3, 5])), tf.variable(tf.zeros([3, 5]))];
    const settings = { weightDecays: [0], learningRate: 0.1, momentum: 0.9, nesterov: false };
    const step = { weights: [weight], velocities: [velocity], gradients: [tf.ones([3, 5])], ...settings };
    const { calls } = await profileKernels(() => momentumStep(step));
    expect(calls).toMatchObject([
      { kernelName: 'momentumStep', outputs: [[15], [15]], multiplyAdds: 0, bytes: 5 * 15 * 4 },
    ]);
    expect(pluginOf('cpu')).toBe(plugin);
  });
});

describe('stockKernel', () => {
  it("finds tfjs's kernel behind the one that replaced it", () => {
    const stock = tf.getKernel('Tan', 'cpu');
    const kernelName = stock.kernelName;
    expect(stockKernel(kernelName, 'cpu')).toBe(stock);
    const kernel = { ...stock };
    installKernels(
      { provider: 'a-plug-in', contractVersion, kernels: [kernel] },
      { overrides: [kernelName] },
    );
    expect(kernelOrigin(kernelName, 'cpu')).toBe('plugin');
    expect(stockKernel(kernelName, 'cpu')).toBe(stock);
  });

  it('finds nothing where tfjs has none', () => {
    expect(kernelOrigin('SkGroupedConv2D', 'cpu')).toBe('composite');
    expect(stockKernel('SkGroupedConv2D', 'cpu')).toBeUndefined();
  });
});
