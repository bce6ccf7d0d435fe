/** Searches for a learning rate beside float64 ones, by `tools/golden/write_rate_search.py`. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { elementAt, OptionError } from 'sk-core';
import type { Dataset, RatePoint } from 'sk-models';
import {
  ArrayDataset,
  DataError,
  findLearningRate,
  NonFiniteLossError,
  type RateSearch,
  RecipeError,
} from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { RateCurve } from '#internal';
import { tinyData, tinyNetwork, weightsOf } from './tinyNetwork.js';

interface GoldenSearch {
  readonly end: string;
  readonly rates: readonly number[];
  readonly losses: readonly number[];
  readonly smoothed: readonly number[];
  readonly suggestion: number;
}
interface Golden {
  readonly quadratic: readonly (GoldenSearch & { readonly curvature: number; readonly start: number })[];
  readonly regression: readonly (GoldenSearch & {
    readonly momentum: number;
    readonly nesterov: boolean;
    readonly images: readonly number[];
    readonly labels: readonly number[];
    readonly kernel: readonly number[];
  })[];
}
const golden: Golden = JSON.parse(
  readFileSync(new URL('data/golden/rateSearch.json', import.meta.url), 'utf8'),
);

/** The greatest difference between two lists, as a share of the wanted values. */
const farthest = (got: readonly number[], wanted: readonly number[]): number =>
  Math.max(...wanted.map((value, i) => Math.abs(elementAt(got, i) - value) / value));

const columnsOf = (points: readonly RatePoint[]) => ({
  rates: points.map(({ learningRate }) => learningRate),
  losses: points.map(({ loss }) => loss),
  smoothed: points.map(({ smoothedLoss }) => smoothedLoss),
});

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('the curve of a quadratic, whose losses are products', () => {
  it.each(golden.quadratic)('of curvature $curvature', ({ curvature, start, ...wanted }) => {
    const range = { minRate: 1e-7, maxRate: 10, steps: 100 };
    const curve = new RateCurve(range);
    let weight = start;
    for (const rate of wanted.rates) {
      const hasDiverged = curve.add((curvature * weight ** 2) / 2);
      expect(hasDiverged).toBe(wanted.end === 'diverged' && rate === wanted.rates.at(-1));
      weight *= 1 - rate * curvature;
    }
    const { rates, losses, smoothed } = columnsOf(curve.points);
    expect(farthest(rates, wanted.rates)).toBeLessThan(1e-12);
    expect(farthest(losses, wanted.losses)).toBeLessThan(1e-9);
    expect(farthest(smoothed, wanted.smoothed)).toBeLessThan(1e-9);
    expect(curve.steepestRate).toBeCloseTo(wanted.suggestion, 10);
  });

  it('has no steepest rate where the loss does not fall', () => {
    const curve = new RateCurve({ minRate: 0.1, maxRate: 1, steps: 10 });
    for (let step = 0; step < 10; step++) expect(curve.add(1 + step / 100)).toBe(false);
    expect(curve.steepestRate).toBeUndefined();
  });
});

describe('findLearningRate', () => {
  function regression(kernel: readonly number[]): LayersModel {
    const model = sequential();
    model.add(layers.flatten({ inputShape: [2, 2, 1] }));
    model.add(layers.dense({ units: 3 }));
    model.add(layers.softmax());
    tf.tidy(() => model.setWeights([tf.tensor2d([...kernel], [4, 3]), tf.zeros([3])]));
    return model;
  }

  it.each(golden.regression)(
    'finds what float64 finds for softmax regression with momentum $momentum',
    async ({ momentum, nesterov, images, labels, kernel, ...wanted }) => {
      const model = regression(kernel);
      const train = new ArrayDataset({
        ...{ images: Float32Array.from(images), labels, shape: [2, 2, 1], classNames: ['a', 'b', 'c'] },
      });
      const recipe = { batchSize: 8, momentum, nesterov, weightDecay: 0 };
      const { points, suggestion, end } = await findLearningRate(model, train, { recipe });
      const { losses, smoothed } = columnsOf(points);
      expect(end).toBe(wanted.end);
      expect(points).toHaveLength(wanted.rates.length);
      // Float32 rounds by 6e-8 of a number, and a hundred steps add that up.
      expect(farthest(losses, wanted.losses)).toBeLessThan(3e-6);
      expect(farthest(smoothed, wanted.smoothed)).toBeLessThan(1e-6);
      expect(suggestion).toBeCloseTo(wanted.suggestion, 10);
      model.dispose();
    },
  );

  const recipe = { batchSize: 4, momentum: 0.9, ema: { decay: 0.9 } };

  it('leaves weights and statistics as they were to the bit, and no tensor behind', async () => {
    const model = tinyNetwork({ dropout: 0.2 });
    const [weights, tensors] = [weightsOf(model), tf.memory().numTensors];
    const seen: RatePoint[] = [];
    const onStep = (point: RatePoint) => void seen.push(point);
    const found = await findLearningRate(model, tinyData(12), { recipe, steps: 20, onStep });
    expect(found.points.length).toBeGreaterThan(10);
    expect(seen).toEqual(found.points);
    expect(weightsOf(model)).toEqual(weights);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  it('finds the same again, and at the rates of its range', async () => {
    const model = tinyNetwork();
    const search = async (): Promise<RateSearch> =>
      await findLearningRate(model, tinyData(12), { recipe, minRate: 1e-4, maxRate: 1e-2, steps: 11 });
    const first = await search();
    expect(first.points.map(({ learningRate }) => Number(learningRate.toPrecision(6)))).toEqual([
      ...[1e-4, 1.58489e-4, 2.51189e-4, 3.98107e-4, 6.30957e-4, 1e-3],
      ...[1.58489e-3, 2.51189e-3, 3.98107e-3, 6.30957e-3, 1e-2],
    ]);
    expect(first.end).toBe('steps');
    expect(await search()).toEqual(first);
    model.dispose();
  });

  it('ends at a loss that is not finite, and gives the weights back', async () => {
    const model = tinyNetwork({ sk: false });
    const [weights, tensors] = [weightsOf(model), tf.memory().numTensors];
    const found = await findLearningRate(model, tinyData(12), {
      ...{ recipe: { batchSize: 4, momentum: 0 }, minRate: 1e37, maxRate: 3e38, steps: 10 },
    });
    expect(found.end).toBe('not finite');
    expect(found.points.length).toBeGreaterThan(0);
    expect(weightsOf(model)).toEqual(weights);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  it('refuses a model whose loss is not finite before any step', async () => {
    const model = tinyNetwork({ sk: false });
    const [weight] = model.trainableWeights;
    tf.tidy(() => void weight?.write(tf.fill(weight.shape as number[], Number.NaN)));
    await expect(findLearningRate(model, tinyData(12), { recipe })).rejects.toThrow(NonFiniteLossError);
    model.dispose();
  });

  it('stops where the signal says so', async () => {
    const model = tinyNetwork();
    const stop = new AbortController();
    const onStep = () => stop.abort();
    const { end, points } = await findLearningRate(model, tinyData(12), {
      ...{ recipe, signal: stop.signal, onStep },
    });
    expect(end).toBe('stopped');
    expect(points).toHaveLength(1);
    model.dispose();
  });

  it('gives the weights back where the data fails, with its error', async () => {
    const model = tinyNetwork();
    const [weights, tensors] = [weightsOf(model), tf.memory().numTensors];
    const whole = tinyData(12);
    const broken: Dataset = {
      ...{ classNames: whole.classNames, size: 12 },
      async *batches(options) {
        yield* whole.batches(options);
        throw new DataError('the disk is gone');
      },
    };
    await expect(findLearningRate(model, broken, { recipe })).rejects.toThrow('the disk is gone');
    expect(weightsOf(model)).toEqual(weights);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  it('refuses what it cannot search', async () => {
    const model = tinyNetwork();
    const search = (options: object) => findLearningRate(model, tinyData(12), options);
    await expect(search({ minRate: 1, maxRate: 1 })).rejects.toThrow(
      'findLearningRate: wants a minRate above 0 and a higher maxRate, got 1 and 1',
    );
    await expect(search({ minRate: 0 })).rejects.toThrow(OptionError);
    await expect(search({ maxRate: Number.POSITIVE_INFINITY })).rejects.toThrow(OptionError);
    await expect(search({ steps: 9 })).rejects.toThrow('steps wants a whole number from 10, got 9');
    await expect(search({ recipe: { batchSize: 0 } })).rejects.toThrow(RecipeError);
    const { images, shape } = { images: new Float32Array(108), shape: [6, 6, 3] as const };
    const one = new ArrayDataset({ images, labels: [0], shape, classNames: ['a'] });
    await expect(findLearningRate(model, one)).rejects.toThrow('the training set has 1 classes');
    model.dispose();
  });
});
