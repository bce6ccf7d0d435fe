import '../../../../tools/swiftshader/load.mjs';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { start as startWebgpu } from 'sk-backend-webgpu/node';
import { stockKernel } from 'sk-core';
import { createModel, describeModel, leastBytes } from 'sk-models';
import { describe, expect, it } from 'vitest';
import type { SpeedReport } from '../../src/commands/bench/speedReport.js';
import { timeModel } from '../../src/commands/bench/timeModel.js';
import { median } from '../../src/commands/bench/timing/timeInTurns.js';
import { tinyNetwork } from '../tinyNetwork.js';

/** On a software adapter the shaders of a step take half a minute: SK_TEST_FULL=1 adds them. */
const full = process.env['SK_TEST_FULL'] === '1';

const backends = [
  ['cpu', () => tf.setBackend('cpu')],
  ['wasm', () => start()],
] as const;

const quick = { batchSize: 2, accumulate: 1, inference: false, steps: 2, baselineSize: 32, copySize: 1024 };

const kernel = ({ profile }: SpeedReport, name: string) =>
  profile?.kernels.find((total) => total.kernel === name);

describe.each(backends)('timeModel on %s', (backend, begin) => {
  it('lists the kernels of a training step, which together take no longer than the step', async () => {
    await begin();
    const model = tinyNetwork();
    const tensors = tf.memory().numTensors;
    const registered = new Set(tf.getKernelsForBackend(backend));
    const report = (await timeModel(model, { ...quick, profile: 'kernel' })) as SpeedReport;
    expect(tf.memory().numTensors).toBe(tensors);
    const after = new Set(tf.getKernelsForBackend(backend));
    expect([...registered].filter((config) => !after.has(config))).toEqual([]);
    expect(report).toMatchObject({
      backend,
      work: 'training step',
      batchSize: 2,
      image: [6, 6, 3],
      steps: 2,
    });
    const { step, kernels, ...profile } = report.profile as NonNullable<SpeedReport['profile']>;
    const outside = profile.outside as number;
    const times = kernels.map(({ milliseconds }) => milliseconds as number);
    const inside = times.reduce((sum, time) => sum + time, 0);
    expect(inside).toBeGreaterThan(0);
    expect(outside).toBeGreaterThanOrEqual(0);
    expect(inside + outside).toBeCloseTo(step, 6);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    // Two branches, none of whose input is asked for a gradient; one call of each selection.
    expect(kernel(report, 'SkGroupedConv2D')?.calls).toBe(2);
    expect(kernel(report, 'SkGroupedConv2DBackpropFilter')?.calls).toBe(2);
    expect(kernel(report, 'SkGroupedConv2DBackpropInput')).toBeUndefined();
    expect(kernel(report, 'SkSelectiveKernel')?.calls).toBe(1);
  });

  it('a forward pass of sknet_slim multiplies as often as its description says', async () => {
    await begin();
    const model = createModel('sknet_slim', { numClasses: 3, inputShape: [16, 16, 3], seed: 1 });
    const options = { ...quick, inference: true, steps: 1, profile: 'shape' } as const;
    const { profile } = (await timeModel(model, options)) as SpeedReport;
    const counted = profile?.kernels.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
    expect(counted).toBe(2 * describeModel(model).macs);
  });

  it("takes tfjs's own product as the baseline", async () => {
    await begin();
    expect(stockKernel('BatchMatMul', backend)?.backendName).toBe(backend);
    const report = (await timeModel(tinyNetwork(), { ...quick, accumulate: 2 })) as SpeedReport;
    expect(report.baseline.size).toBe(32);
    expect(report.ofBaseline).toBeCloseTo(report.gmacs / report.baseline.gmacs, 9);
    expect(report.gmacs).toBeCloseTo((3 * 2 * describeModel(tinyNetwork()).macs) / report.median / 1e6, 9);
    expect(report.profile).toBeUndefined();
  });

  it('answers nothing where it is stopped', async () => {
    await begin();
    const controller = new AbortController();
    const onStep = (done: number, total: number) => {
      expect(total).toBe(4);
      if (done === 3) controller.abort();
    };
    expect(await timeModel(tinyNetwork(), { ...quick, signal: controller.signal, onStep })).toBeUndefined();
  });
});

if (full) {
  it('on webgpu dispatches and bytes add up, and stand beside a copy and beside what the layers must move', async () => {
    await startWebgpu({ allowSoftware: true });
    const model = tinyNetwork();
    const report = (await timeModel(model, {
      ...quick,
      steps: 1,
      accumulate: 2,
      profile: 'kernel',
    })) as SpeedReport;
    expect(report.copy).toMatchObject({ bytes: 2 * 4 * 1024 });
    expect(report.memory).toMatchObject({ limitBytes: Infinity });
    const { kernels, device } = report.profile as NonNullable<SpeedReport['profile']>;
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(device?.dispatches).toBe(sum(kernels.map(({ dispatches }) => dispatches as number)));
    expect(device?.bytes).toBe(sum(kernels.map(({ bytes }) => bytes)));
    const { forward, backward, update } = leastBytes(model, 1);
    expect(device?.leastBytes).toBe(2 * (forward + backward) + update);
    expect(kernel(report, 'SkGroupedConv2D')?.calls).toBe(2 * 2);
    expect(kernel(report, 'momentumStep')?.calls).toBe(1);
  });
}

it('refuses a model that reads no images', async () => {
  await tf.setBackend('cpu');
  const { sequential, layers } = await import('@tensorflow/tfjs-layers');
  const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [4] })] });
  await expect(timeModel(model, quick)).rejects.toThrow(/wants one input of images/);
});

it.each([
  [[3], 3],
  [[4, 1], 2.5],
  [[9, 1, 5], 5],
])('the median of %j is %d', (values, middle) => {
  expect(median(values)).toBe(middle);
});
