/** Knowledge distillation: the loss of PyTorch, steps with a teacher, and teachers that do not fit. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { start } from 'sk-backend-wasm/node';
import { OptionError } from 'sk-core';
import { type Batch, createModel, ModelError, withMetadata } from 'sk-models';
import {
  fit,
  RandomStream,
  RecipeError,
  TrainStep,
  type TrainStepOptions,
  type TrainStepSettings,
} from 'sk-train';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { divergence, meanCrossEntropy } from '#internal';
import { savedRun } from './savedRuns.js';
import { tinyClasses, tinyData, tinyNetwork, weightsOf } from './tinyNetwork.js';

interface Taught {
  readonly alpha: number;
  readonly temperature: number;
  readonly loss: number;
  readonly gradient: readonly number[];
}

/** Written by tools/golden/write_losses.py. */
const golden = JSON.parse(readFileSync(new URL('./data/golden/losses.json', import.meta.url), 'utf8')) as {
  readonly labels: readonly number[];
  readonly taught: readonly Taught[];
};
const [count, classes] = [6, 5];
const logits = (size: number, turn: number): Float32Array =>
  Float32Array.from({ length: count * classes }, (_, i) => size * Math.sin(1.7 * i + turn));

const settings: TrainStepSettings = {
  momentum: 0.9,
  nesterov: false,
  weightDecay: 1e-4,
  labelSmoothing: 0.1,
  accumulate: 1,
};
const stream = new RandomStream(8, 'data');
const batch: Batch = {
  images: Float32Array.from({ length: 5 * 108 }, () => stream.uniform(-1, 1)),
  shape: [5, 6, 6, 3],
  labels: Int32Array.of(0, 1, 2, 1, 0),
};
const mixing = {
  partners: Int32Array.of(2, 0, 1, 3, 4),
  share: 0.25,
  pixelShares: new Float32Array(36).fill(0.25),
};

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(() => start());
  beforeEach(() => tf.setBackend(backend));

  it.each(golden.taught)(
    'alpha $alpha and temperature $temperature have the loss and the gradient of PyTorch',
    ({ alpha, temperature, ...wanted }) => {
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const teacher = tf.tensor2d(logits(4, 1.9), [count, classes]);
        const labels = tf.tensor1d([...golden.labels], 'int32');
        const { value, grad } = tf.valueAndGrad((x: tf.Tensor2D) =>
          tf.add(
            tf.mul(divergence(x, teacher, temperature), alpha),
            tf.mul(meanCrossEntropy(x, labels, 0.1), 1 - alpha),
          ),
        )(tf.tensor2d(logits(3, 0.4), [count, classes]));
        // Float32 has seven digits; a sum of 30 terms keeps six.
        expect(value.dataSync()[0]).toBeCloseTo(wanted.loss, 5);
        grad.dataSync().forEach((slope, i) => {
          expect(slope).toBeCloseTo(wanted.gradient[i] ?? Number.NaN, 6);
        });
      });
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  /** Takes two steps, without batch normalisation: parts of a batch have the gradients of the whole one then. */
  async function steps(given: Batch, changes: Partial<TrainStepSettings>, options: TrainStepOptions = {}) {
    const model = tinyNetwork({ sk: false });
    const step = new TrainStep(model, { ...settings, ...changes }, options);
    const { numTensors } = tf.memory();
    const losses = [(await step.run(given, 0.1)).loss, (await step.run(given, 0.1)).loss];
    expect(tf.memory().numTensors).toBe(numTensors);
    const weights = weightsOf(model);
    step.dispose();
    model.dispose();
    return { losses, weights };
  }

  it('a step has the loss of labels and of a teacher that sees the mixed images, as it is at inference', async () => {
    const teacher = tinyNetwork({ dropout: 0.5, softmax: true });
    const before = weightsOf(teacher);
    const distillation = { alpha: 0.7, temperature: 3 };
    const { losses } = await steps({ ...batch, mixing }, { distillation }, { teacher });
    expect(weightsOf(teacher)).toEqual(before);
    const student = tinyNetwork({ sk: false });
    const wanted = tf.tidy(() => {
      const images = tf.tensor4d(batch.images, [5, 6, 6, 3]);
      const others = tf.gather(images, tf.tensor1d(mixing.partners, 'int32'));
      const mixed = tf.add(tf.mul(images, 0.25), tf.mul(others, 0.75));
      const own = student.predict(mixed) as tf.Tensor2D;
      const answers = tf.log(teacher.predict(mixed) as tf.Tensor2D) as tf.Tensor2D;
      const targets = {
        labels: tf.tensor1d(
          Array.from(mixing.partners, (partner) => batch.labels[partner] ?? 0),
          'int32',
        ),
        share: tf.tensor1d([0.25]),
      };
      const ofLabels = meanCrossEntropy(own, tf.tensor1d(batch.labels, 'int32'), 0.1, targets);
      return 0.7 * (divergence(own, answers, 3).dataSync()[0] ?? 0) + 0.3 * (ofLabels.dataSync()[0] ?? 0);
    });
    expect(losses[0]).toBeCloseTo(wanted, 5);
    student.dispose();
    teacher.dispose();
  });

  it('unequal parts of a batch, with class weights too, take the step of the whole one', async () => {
    const teacher = tinyNetwork();
    const changes = { classWeights: [0.5, 3, 1], distillation: { alpha: 0.4 } };
    const whole = await steps(batch, changes, { teacher });
    const inParts = await steps(batch, { ...changes, accumulate: 2 }, { teacher });
    for (const [i, loss] of inParts.losses.entries()) {
      expect(loss).toBeCloseTo(whole.losses[i] ?? Number.NaN, 5);
    }
    inParts.weights.forEach((values, i) => {
      values.forEach((value, k) => {
        expect(value).toBeCloseTo(whole.weights[i]?.[k] ?? Number.NaN, 5);
      });
    });
    const defaults = await steps(batch, {}, { teacher });
    expect(await steps(batch, { distillation: { alpha: 0.9, temperature: 4 } }, { teacher })).toEqual(
      defaults,
    );
    teacher.dispose();
  });

  it('a run with a teacher goes on to the bit, and differs from one without', async () => {
    const train = tinyData(13);
    const { numTensors } = tf.memory();
    const teacher = tinyNetwork({ softmax: true });
    const recipe = { epochs: 2, batchSize: 5, accumulate: 2, learningRate: 0.02, mixup: 0.4 };
    const student = () => tinyNetwork({ dropout: 0.2 });
    const whole = await savedRun(student, { train, recipe, teacher });
    expect(await savedRun(student, { train, recipe, teacher }, whole[3])).toEqual(whole.slice(4));
    const alone = await savedRun(student, { train, recipe });
    expect(alone.at(-1)?.weights).not.toEqual(whole.at(-1)?.weights);
    teacher.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe('a teacher', () => {
  beforeEach(() => tf.setBackend('cpu'));

  it('gets images normalised as it wants them', async () => {
    const statistics = (mean: number, std: number) => ({
      ...{ size: [6, 6] as const, channels: 3 as const, cropFraction: 1, interpolation: 'bilinear' as const },
      ...{ mean: [mean, 0.5, 0.4], std: [std, 0.25, 0.2] },
    });
    const seen: number[] = [];
    const spied = (preprocessing?: ReturnType<typeof statistics>) => {
      const teacher = tinyNetwork({ sk: false });
      const { apply } = teacher;
      teacher.apply = (images, ...more) => {
        const [first = 0] = (images as tf.Tensor).dataSync();
        seen.push(first);
        return apply.call(teacher, images, ...more);
      };
      return preprocessing === undefined ? teacher : withMetadata(teacher, { preprocessing });
    };
    for (const own of [undefined, statistics(0.3, 0.5), statistics(0.1, 0.25)]) {
      const student = withMetadata(tinyNetwork({ sk: false }), { preprocessing: statistics(0.3, 0.5) });
      const teacher = spied(own);
      const step = new TrainStep(student, settings, { teacher });
      await step.run(batch, 0.1);
      step.dispose();
      for (const model of [student, teacher]) model.dispose();
    }
    const [value = 0] = batch.images;
    expect(seen).toEqual([value, value, expect.closeTo((value * 0.5 + 0.3 - 0.1) / 0.25, 5)]);
  });

  it('that does not fit is refused with the reason', async () => {
    const student = withMetadata(tinyNetwork(), { classNames: tinyClasses });
    const make = (numClasses: number, side: number) =>
      createModel('resnext_slim', {
        numClasses,
        inputShape: [side, side, 3],
        widthMultiplier: 1 / 4,
        seed: 1,
      });
    const [four, large, swapped] = [
      make(4, 6),
      make(3, 8),
      withMetadata(tinyNetwork(), { classNames: ['bright', 'dark', 'red'] }),
    ];
    const { numTensors } = tf.memory();
    const refusal = (teacher: typeof student, message: RegExp): void => {
      const refused = () => new TrainStep(student, settings, { teacher });
      expect(refused).toThrow(ModelError);
      expect(refused).toThrow(message);
    };
    refusal(student, /cannot be the teacher of itself/);
    refusal(four, /tells 4 classes apart, and ".*" 3: a teacher knows the classes of its student/);
    refusal(
      large,
      /reads images of \[8, 8, 3\], and ".*" of \[6, 6, 3\]: make it read the student's with resizeInput/,
    );
    refusal(swapped, /class 0 of the teacher ".*" is "bright", and of ".*" "dark"/);
    const distillation = { alpha: 0.5 };
    expect(() => new TrainStep(student, { ...settings, distillation })).toThrow(OptionError);
    expect(
      () => new TrainStep(student, { ...settings, distillation: { alpha: 2 } }, { teacher: swapped }),
    ).toThrow(/recipe: distillation\.alpha: /);
    const data = { train: tinyData(6), recipe: { distillation } };
    await expect(fit(student, data)).rejects.toThrow(RecipeError);
    await expect(fit(student, data)).rejects.toThrow('distillation wants a teacher: fit(model, { teacher })');
    expect(tf.memory().numTensors).toBe(numTensors);
    for (const model of [student, four, large, swapped]) model.dispose();
  });
});
