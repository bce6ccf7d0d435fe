import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import {
  type BackendPlugin,
  batchNormTraining,
  contractVersion,
  conv2d,
  type Dispatch,
  installKernels,
  kernelOrigin,
  momentumStep,
  momentumStepComposite,
  moveAverages,
  pluginOf,
  profileKernels,
  registerPlugin,
  stockKernel,
} from 'sk-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const registered = () =>
  tf.getKernelsForBackend('cpu').toSorted((a, b) => (a.kernelName < b.kernelName ? -1 : 1));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('profileKernels', () => {
  const x = tf.ones<tf.Rank.R4>([2, 6, 6, 4]);
  const filter = tf.ones<tf.Rank.R4>([3, 3, 2, 8]);
  const forward = () => tf.dispose(conv2d(x, filter, { groups: 2, strides: 2, pad: 1 }));

  it('lists a kernel with its shapes, attributes, MACs and bytes, and not what it is made of', async () => {
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
        macs: 2 * 3 * 3 * 8 * (3 * 3 * 2),
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

  it('lists what a plug-in changes in place, each as one call', async () => {
    const plugin = {
      name: 'a-plug-in',
      backendName: 'cpu',
      contractVersion,
      kernels: { provider: 'a-plug-in', contractVersion, kernels: [] },
      install: () => undefined,
      momentumStep: momentumStepComposite,
      moveAverages: () => undefined,
    };
    registerPlugin(plugin);
    const [weight, velocity] = [tf.variable(tf.ones([3, 5])), tf.variable(tf.zeros([3, 5]))];
    const settings = { weightDecays: [0], learningRate: 0.1, momentum: 0.9, nesterov: false };
    const step = { weights: [weight], velocities: [velocity], gradients: [tf.ones([3, 5])], ...settings };
    const average = { running: weight, value: velocity, momentum: 0.9, scale: 1 };
    const { calls } = await profileKernels(() => {
      momentumStep(step);
      moveAverages([average, average]);
    });
    expect(calls).toMatchObject([
      { kernelName: 'momentumStep', outputs: [[15], [15]], macs: 0, bytes: 5 * 15 * 4 },
      { kernelName: 'moveAverages', outputs: [[30]], macs: 0, bytes: 3 * 30 * 4 },
    ]);
    expect(pluginOf('cpu')).toBe(plugin);
  });
});

describe('profileKernels on a device that computes later', () => {
  const x = tf.ones([3, 4]);

  /** A device on which each cosine is two dispatches of 100 bytes. */
  function deviceOf(milliseconds?: number): { plugin: BackendPlugin; finished: () => number } {
    let finished = 0;
    const dispatches: Dispatch[] = [];
    const cos = tf.getKernel('Cos', 'cpu');
    const register = (config: tf.KernelConfig) => {
      tf.unregisterKernel('Cos', 'cpu');
      tf.registerKernel(config);
    };
    register({
      ...cos,
      kernelFunc: (args) => {
        const time = { ...(milliseconds !== undefined && { milliseconds }) };
        for (const shader of ['first', 'second']) dispatches.push({ op: 'Cos', shader, bytes: 100, ...time });
        return cos.kernelFunc(args);
      },
    });
    onTestFinished(() => register(cos));
    const plugin: BackendPlugin = {
      name: 'a-plug-in',
      backendName: 'cpu',
      contractVersion,
      kernels: { provider: 'a-plug-in', contractVersion, kernels: [] },
      install: () => undefined,
      recordDispatches: () => ({
        get count() {
          return dispatches.length;
        },
        finish: async () => {
          finished++;
          return dispatches;
        },
      }),
    };
    return { plugin, finished: () => finished };
  }

  const body = () => tf.tidy(() => void tf.cos(tf.reshape(tf.cos(x), [12])));

  it('gives each call the dispatches between its beginning and its end', async () => {
    const { plugin, finished } = deviceOf(1.5);
    registerPlugin(plugin);
    const { calls } = await profileKernels(body);
    expect(finished()).toBe(1);
    expect(pluginOf('cpu')).toBe(plugin);
    expect(calls.map(({ kernelName }) => kernelName)).toEqual(['Cos', 'Reshape', 'Cos']);
    const cos = { dispatches: 2, bytes: 200, milliseconds: 3 };
    expect(calls).toMatchObject([cos, { dispatches: 0, bytes: 0, milliseconds: 0 }, cos]);
  });

  it('tells no time where the device has no clock', async () => {
    registerPlugin(deviceOf().plugin);
    const { calls } = await profileKernels(body);
    expect(calls[0]).toMatchObject({ dispatches: 2, bytes: 200 });
    expect(calls[0]).not.toHaveProperty('milliseconds');
  });

  it('ends the recording where the body throws', async () => {
    const { plugin, finished } = deviceOf(1);
    registerPlugin(plugin);
    await expect(profileKernels(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(finished()).toBe(1);
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
