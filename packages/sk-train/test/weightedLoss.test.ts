/** Class weights: the loss of PyTorch, the weights of scikit-learn, and steps that are weighted. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { OptionError } from 'sk-core';
import type { Batch } from 'sk-models';
import { RandomStream, RecipeError, TrainStep, type TrainStepSettings } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { lossDivisor, weightedLossSum, weightsOfClasses } from '#internal';
import { tinyNetwork, weightsOf } from './tinyNetwork.js';

interface Measured {
  readonly loss: number;
  readonly gradient: readonly number[];
}

interface Golden {
  readonly labels: readonly number[];
  readonly partners: readonly number[];
  readonly share: number;
  readonly weights: readonly number[];
  readonly weighted: Readonly<Record<string, Measured>>;
  readonly counted: readonly number[];
  readonly balanced: readonly number[];
}

/** Written by tools/golden/write_losses.py. */
const golden = JSON.parse(
  readFileSync(new URL('./data/golden/losses.json', import.meta.url), 'utf8'),
) as Golden;
const { labels, partners, share, weights } = golden;
const [count, classes] = [6, 5];
const logits = Float32Array.from({ length: count * classes }, (_, i) => 3 * Math.sin(1.7 * i + 0.4));

const settings: TrainStepSettings = {
  momentum: 0.9,
  nesterov: false,
  weightDecay: 1e-4,
  labelSmoothing: 0.1,
  accumulate: 1,
};

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    if (backend === 'wasm') await start();
    await tf.setBackend(backend);
  });

  it.each([
    ['classes', 0],
    ['classes', 0.1],
    ['probabilities', 0],
    ['probabilities', 0.1],
  ] as const)(
    'F.cross_entropy of PyTorch by %s with label smoothing %d has this loss and gradient',
    (kind, smoothing) => {
      const wanted = golden.weighted[`${kind}, label smoothing ${smoothing}`];
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const own = tf.tensor1d([...labels], 'int32');
        const others = tf.tensor1d(
          partners.map((partner) => labels[partner] ?? Number.NaN),
          'int32',
        );
        const mixing = kind === 'classes' ? undefined : { labels: others, share: tf.tensor1d([share]) };
        const targets = { labels: own, mixing };
        const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
          tf.div(
            weightedLossSum(x as tf.Tensor2D, targets, weights, smoothing),
            lossDivisor(targets, weights),
          ),
        )(tf.tensor2d(logits, [count, classes]));
        // Float32 has seven digits; a sum of 30 terms keeps six.
        expect(value.dataSync()[0]).toBeCloseTo(wanted?.loss ?? Number.NaN, 5);
        grad.dataSync().forEach((slope, i) => {
          expect(slope).toBeCloseTo(wanted?.gradient[i] ?? Number.NaN, 6);
        });
      });
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  const stream = new RandomStream(8, 'data');
  const batch: Batch = {
    images: Float32Array.from({ length: 4 * 108 }, () => stream.uniform(-1, 1)),
    shape: [4, 6, 6, 3],
    labels: Int32Array.of(0, 1, 2, 1),
  };
  const mixing = {
    partners: Int32Array.of(2, 0, 1, 3),
    share: 0.25,
    pixelShares: new Float32Array(36).fill(0.25),
  };

  /** Takes two steps, without batch normalisation: parts of a batch have the gradients of the whole one then. */
  async function steps(given: Batch, changes: Partial<TrainStepSettings>) {
    const model = tinyNetwork({ sk: false });
    const step = new TrainStep(model, { ...settings, ...changes });
    const { numTensors } = tf.memory();
    const losses = [(await step.run(given, 0.1)).loss, (await step.run(given, 0.1)).loss];
    expect(tf.memory().numTensors).toBe(numTensors);
    const weights = weightsOf(model);
    step.dispose();
    model.dispose();
    return { losses, weights };
  }

  it.each([
    ['a batch', batch],
    ['a mixed batch', { ...batch, mixing }],
  ])('%s in unequal parts takes the step of the whole one', async (_, given) => {
    const classWeights = [0.5, 3, 1];
    const whole = await steps(given, { classWeights });
    const inParts = await steps(given, { classWeights, accumulate: 3 });
    inParts.losses.forEach((loss, i) => {
      expect(loss).toBeCloseTo(whole.losses[i] ?? Number.NaN, 5);
    });
    inParts.weights.forEach((values, i) => {
      values.forEach((value, k) => {
        expect(value).toBeCloseTo(whole.weights[i]?.[k] ?? Number.NaN, 5);
      });
    });
    const plain = await steps(given, {});
    expect(Math.abs((plain.losses[0] ?? 0) - (whole.losses[0] ?? 0))).toBeGreaterThan(0.01);
    const equal = await steps(given, { classWeights: [1, 1, 1] });
    equal.losses.forEach((loss, i) => {
      expect(loss).toBeCloseTo(plain.losses[i] ?? Number.NaN, 5);
    });
  });
});

describe('TrainStep refuses class weights', () => {
  it.each([[[1, 2]], [[1, 2, 0]], [[1, 2, Number.NaN]], ['balanced'], [{ dark: 2 }]])(
    '%j',
    (classWeights) => {
      const model = tinyNetwork({ sk: false });
      const before = tf.memory().numTensors;
      const refused = () => new TrainStep(model, { ...settings, classWeights: classWeights as number[] });
      expect(refused).toThrow(OptionError);
      expect(refused).toThrow(
        /wants a number above 0 for each of the 3 classes of "sequential.*, got .*: fit takes/,
      );
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
    },
  );
});

describe('weightsOfClasses', () => {
  const classNames = ['caf\u00e9', 'dog', 'owl'];

  it('is balanced as scikit-learn has it', () => {
    const found = weightsOfClasses('balanced', { classNames, labels: golden.counted });
    found.forEach((weight, i) => {
      expect(weight).toBeCloseTo(golden.balanced[i] ?? Number.NaN, 12);
    });
    expect(found).toHaveLength(3);
  });

  it('gives a class without images 1, and balances the others', () => {
    expect(weightsOfClasses('balanced', { classNames, labels: [0, 0, 0, 2] })).toEqual([4 / 6, 1, 2]);
  });

  it('takes numbers in order, and by names whose letters may be composed or not', () => {
    expect(weightsOfClasses([1, 2, 3], { classNames })).toEqual([1, 2, 3]);
    expect(weightsOfClasses({ owl: 3, 'cafe\u0301': 2 }, { classNames })).toEqual([2, 1, 3]);
  });

  it.each([
    [[1, 2], /a number for each of the 3 classes, in their order, got 2/],
    [{ dgo: 2 }, /no class is called "dgo" \(did you mean 'dog'\?\)/],
    ['balanced', /this dataset has no labels: give it labels, or a number for each class/],
  ] as const)('refuses %j', (given, message) => {
    const refused = () => weightsOfClasses(given, { classNames });
    expect(refused).toThrow(RecipeError);
    expect(refused).toThrow(message);
  });
});
