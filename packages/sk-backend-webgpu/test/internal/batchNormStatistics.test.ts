import * as tf from '@tensorflow/tfjs-core';
import { batchNormTraining, kernelOrigin } from 'sk-core';
import { beforeAll, expect, it } from 'vitest';
import { guard, startOnAnyAdapter } from '../support/adapter.js';

beforeAll(startOnAnyAdapter);

const epsilon = 1e-5;

/** Returns x [rows, channels] with the given mean and a deviation of 1, as float32 holds them. */
function values(rows: number, channels: number, mean: number): Float32Array {
  let state = 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: rows * channels }, () => mean + (uniform() - 0.5) * Math.sqrt(12));
}

function momentsOf(x: Float32Array, channels: number, channel: number): [mean: number, variance: number] {
  const own = x.filter((_, i) => i % channels === channel);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return [mean, own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length];
}

for (const [rows, channels, mean] of [
  [2 ** 20, 4, 1000],
  [2 ** 18, 3, 1000],
  [100_003, 5, -300],
  // Tens of slices, which are merged where y is written.
  [8000, 64, -300],
] as const) {
  it(`${rows} values of mean ${mean} and deviation 1 have exact moments, ${channels} channels`, async () => {
    expect(kernelOrigin('SkBatchNormTraining', 'webgpu')).toBe('plugin');
    const source = values(rows, channels, mean);
    const x = tf.tensor2d(source, [rows, channels]);
    const [gamma, beta] = [tf.ones([channels]), tf.zeros([channels])];
    const out = await guard(async () => batchNormTraining({ x, gamma, beta }, { epsilon, relu: false }));
    const [means, variances, y] = await Promise.all([out.mean.data(), out.variance.data(), out.y.data()]);
    for (let channel = 0; channel < channels; channel++) {
      const [wantedMean, wantedVariance] = momentsOf(source, channels, channel);
      // Float32 numbers near 1000 are 6e-5 apart.
      expect(Math.abs((means[channel] as number) - wantedMean)).toBeLessThan(6.2e-5);
      expect(Math.abs((variances[channel] as number) / wantedVariance - 1)).toBeLessThan(2e-6);
      let worst = 0;
      for (let i = channel; i < source.length; i += channels) {
        const wanted = ((source[i] as number) - wantedMean) / Math.sqrt(wantedVariance + epsilon);
        worst = Math.max(worst, Math.abs((y[i] as number) - wanted));
      }
      expect(worst).toBeLessThan(7e-5);
    }
    tf.dispose([x, gamma, beta, out]);
  });
}

it('a value that is no number shows behind the ReLU, in its channel', async () => {
  const x = tf.tensor2d([
    [1, 2],
    [Number.NaN, 3],
    [0, 7],
  ]);
  const [gamma, beta] = [tf.ones([2]), tf.zeros([2])];
  const out = batchNormTraining({ x, gamma, beta }, { epsilon, relu: true });
  expect([...(await out.y.data())].map(Number.isNaN)).toEqual([true, false, true, false, true, false]);
  tf.dispose([x, gamma, beta, out]);
});
