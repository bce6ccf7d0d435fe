/** Models that answer again and again. */
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { start as startWasm } from 'sk-backend-wasm/node';
import { type CaptureInput, OptionError } from 'sk-core';
import {
  attentionModel,
  captureModel,
  classify,
  createModel,
  foldBatchNorm,
  ModelError,
  type Preprocessing,
  withMetadata,
} from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';

const shape = [8, 8, 3] as const;
const network = (): LayersModel =>
  createModel('sknet_slim', { inputShape: [...shape], widthMultiplier: 1 / 4, numClasses: 3, seed: 1 });

const images = (count: number, seed: number): CaptureInput => ({
  values: Float32Array.from({ length: count * 192 }, (_, i) => Math.sin(i * 0.7 + seed)),
  shape: [count, ...shape],
});

async function answerOf(model: LayersModel, { values, shape: size }: CaptureInput): Promise<number[]> {
  const y = tf.tidy(() => model.predict(tf.tensor(values, [...size])) as tf.Tensor);
  const answer = [...(await y.data())];
  y.dispose();
  return answer;
}

beforeAll(() => startWasm());

describe('on wasm', () => {
  it('a captured model answers as the model does, to the bit, and as its weights are now', async () => {
    const model = network();
    for (let i = 0; i < 2; i++) await answerOf(model, images(2, i));
    const { numTensors } = tf.memory();
    const captured = captureModel(model, { fold: false });
    for (let i = 0; i < 5; i++) {
      if (i === 3) {
        const halves = tf.tidy(() => model.getWeights().map((weight) => tf.mul(weight, 0.5)));
        model.setWeights(halves);
        tf.dispose(halves);
      }
      expect([...(await captured.predict(images(2, i)))]).toEqual(await answerOf(model, images(2, i)));
    }
    expect(captured.refusal).toBe('the backend wasm records nothing');
    expect(captured.replays).toBe(0);
    captured.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
    model.dispose();
  });

  it('without batch norms it answers as the model does but for rounding, and leaves the model alone', async () => {
    const model = network();
    const { numTensors } = tf.memory();
    const captured = captureModel(model);
    for (const count of [1, 3]) {
      const answer = await captured.predict(images(count, 1));
      for (const [i, value] of (await answerOf(model, images(count, 1))).entries()) {
        expect(answer[i]).toBeCloseTo(value, 5);
      }
    }
    captured.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
    model.dispose();
  });
});

it('classify takes a captured model', async () => {
  const preprocessing: Preprocessing = {
    size: [8, 8],
    channels: 3,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    cropFraction: 1,
    interpolation: 'bilinear',
  };
  const model = withMetadata(network(), { preprocessing });
  const captured = captureModel(model, { fold: false });
  const image = {
    data: Uint8Array.from({ length: 192 }, (_, i) => i),
    ...({ width: 8, height: 8, channels: 3 } as const),
  };
  expect(await classify(captured, image, 3)).toEqual(await classify(model, image, 3));
  captured.dispose();
  model.dispose();
});

it('answers with each output, once for all that the model has', async () => {
  const model = network();
  const view = attentionModel(foldBatchNorm(model));
  expect(view.sites.length).toBeGreaterThan(0);
  const { numTensors } = tf.memory();
  const captured = captureModel(view.model, { fold: false });
  const input = images(2, 1);
  const wanted = tf.tidy(() =>
    (view.model.predict(tf.tensor(input.values, [...input.shape])) as tf.Tensor[]).map((y) => y.arraySync()),
  );
  const answers = await captured.predictAll(input);
  expect(answers.map((answer) => [...answer])).toEqual(wanted.map((values) => [values].flat(3)));
  await expect(captured.predict(input)).rejects.toThrow(ModelError);
  await expect(captured.predict(input)).rejects.toThrow(
    `wants one output, got ${1 + view.sites.length}: predictAll returns each`,
  );
  captured.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
  model.dispose();
});

it('refuses models of several inputs, and options that do not exist', () => {
  const inputs = [1, 2].map(() => layers.inputLayer({ inputShape: [4] }).output as SymbolicTensor);
  const y = layers.add().apply(inputs) as SymbolicTensor;
  const model = makeModel({ inputs, outputs: y });
  expect(() => captureModel(model)).toThrow(ModelError);
  expect(() => captureModel(model)).toThrow('wants one input, got 2');
  expect(() => captureModel(model, { folded: true } as never)).toThrow(OptionError);
  model.dispose();
});
