/**
 * Counts the dispatches and bytes of a network of one SK unit, which takes seconds, and compares the figures of SKNet-50 with
 * those that are written down.
 */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-layers';
import { createModel } from 'sk-models';
import { SkBatchNorm, SkConv2D, SkGroupedConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { networkTraffic, type PassTraffic } from '../traffic/networkTraffic.js';
import { startCounting } from '../traffic/nullDevice.js';
import { byShader } from '../traffic/traffic.js';
import { describeTraffic, trafficCsv } from '../traffic/trafficReport.js';

/** SK_TEST_FULL=1 counts SKNet-50, in a quarter of a minute. */
const full = process.env['SK_TEST_FULL'] === '1';

const results = new URL('../../results/traffic.webgpu.count.node20-tfjs4.22.csv', import.meta.url);

/** A residual block as SKNet has it. */
function oneBlock(): tf.LayersModel {
  const branches = [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups: 16 }));
  const layers = [
    new SkGroupedConv2D({ filters: 64, kernelSize: 1, seed: 1 }),
    new SkBatchNorm({ relu: true }),
    new SkConv2D({ filters: 64, branches, seed: 2 }),
    new SkGroupedConv2D({ filters: 64, kernelSize: 1, seed: 3 }),
    new SkBatchNorm({}),
  ];
  const input = tf.input({ shape: [28, 28, 64] });
  const path = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  const sum = tf.layers.add().apply([path, input]) as tf.SymbolicTensor;
  const head = [
    tf.layers.activation({ activation: 'relu' }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 10 }),
    tf.layers.softmax(),
  ];
  const outputs = head.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, sum);
  return tf.model({ inputs: input, outputs });
}

describe('a network of one SK unit', () => {
  let passes: PassTraffic[];
  const pass = (name: string): PassTraffic => passes.find((each) => each.pass === name) as PassTraffic;

  beforeAll(async () => {
    await startCounting();
    const model = oneBlock();
    passes = await networkTraffic(model, { inference: 1, training: 8 });
    model.dispose();
  });

  it.each(['inference', 'training forward', 'training step', 'momentum'])(
    'takes at most half of the dispatches and bytes of stock tfjs for its %s',
    (name) => {
      const { ours, stock } = pass(name);
      expect(ours.dispatches).toBeGreaterThan(0);
      expect(ours.dispatches).toBeLessThanOrEqual(stock.dispatches / 2);
      expect(ours.bytes).toBeLessThanOrEqual(stock.bytes / 2);
    },
  );

  it('moves at most 1.5 times what its layers must in a training step', () => {
    const { ours, least } = pass('training step');
    expect(ours.bytes / least).toBeLessThanOrEqual(1.5);
    expect(ours.bytes / least).toBeGreaterThan(1);
  });

  it('takes just so many dispatches and bytes: what changes them wants new figures in bench/results and the documents', () => {
    const { ours, least } = pass('training step');
    expect({ ...ours, least }).toEqual({ dispatches: 70, bytes: 141_429_204, least: 113_908_240 });
    expect(pass('training forward').ours).toEqual({ dispatches: 26, bytes: 52_108_776 });
    expect(pass('inference').ours).toEqual({ dispatches: 12, bytes: 5_100_576 });
  });

  it.each([
    // The output, and two branches.
    ['SkSelect', 'select', 3],
    // The gradient of the output, and the gradients of two branches.
    ['SkSelectFuseBackprop', 'selectFuseBackprop', 3],
    // The gradient of the output, and two branches.
    ['SkSelectBackpropAttention', 'selectBackpropAttention', 3],
    // The input, and then the input, the addend and the output.
    ['SkBatchNormAddRelu', 'sliceMoments', 1],
    ['SkBatchNormAddRelu', 'mergedBatchNorm', 3],
    // The input, the output, its gradient and that of the addend; then the last, the input and its gradient.
    ['SkBatchNormAddReluBackprop', 'batchNormEndBackpropSums', 4],
    ['SkBatchNormAddReluBackprop', 'batchNormBackprop', 3],
    // The gradient of the output, that of another reader, and their sum.
    ['SkGroupedConv2DBackpropInputAdd', 'convDirectInputGradient', 3],
  ])('%s (%s) goes over %i tensors of the size of the images', (kernel, shader, passes) => {
    const found = byShader(pass('training step').dispatches).find(
      (each) => each.kernel === kernel && each.shader === shader,
    );
    const image = 4 * 8 * 28 * 28 * 64;
    expect(found?.dispatches).toBe(1);
    expect(Math.floor((found?.bytes ?? 0) / image)).toBe(passes);
  });

  it('is told in a table, with the shaders that move most', () => {
    const text = describeTraffic('one SK unit', passes);
    const { ours, stock } = pass('inference');
    expect(text).toMatch(new RegExp(`^inference +1 +${ours.dispatches} +${stock.dispatches} `, 'm'));
    expect(text).toMatch(/^SkBatchNormTrainingBackprop +batchNormBackprop +3 /m);
  });

  it('is written as a file whose parts add up to the step', () => {
    const lines = trafficCsv('one unit', passes).trim().split('\n');
    const cells = lines.map((line) => line.replace(/^"[^"]*"/, '').split(','));
    const ofStep = cells.filter((_, i) => lines[i]?.includes('training step'));
    const bytes = (kernel: (name: string) => boolean): number =>
      ofStep
        .filter(([, , who, name]) => who === 'sk-backend-webgpu' && kernel(name as string))
        .reduce((sum, line) => sum + Number(line[6]), 0);
    expect(bytes((name) => name !== 'all')).toBe(pass('training step').ours.bytes);
    expect(bytes((name) => name === 'all')).toBe(pass('training step').ours.bytes);
  });
});

if (full) {
  it('SKNet-50 takes what is written down: else npm run bench -- traffic', async () => {
    await startCounting();
    const model = createModel('sknet50', { seed: 1 });
    const passes = await networkTraffic(model, { inference: 1, training: 32 });
    model.dispose();
    expect(trafficCsv('SKNet-50, 224x224', passes)).toBe(readFileSync(results, 'utf8'));
  });
}
