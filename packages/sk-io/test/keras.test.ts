/** What Keras 2 and 3 wrote, loaded: the values that they computed come out again, and what does not fit is named. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadKeras, loadModel, saveModel } from 'sk-io/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const data = fileURLToPath(new URL('data/keras/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sk-keras-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await tf.setBackend('cpu');
});
let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

interface Values {
  readonly input: number[];
  readonly output: number[][];
}
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(data, name), 'utf8'));

function answers(model: LayersModel, values: string): { got: number[]; wanted: number[] } {
  const { input, output } = readJson(values) as Values;
  const got = tf.tidy(() => [...(model.predict(tf.tensor(input)) as tf.Tensor).dataSync()]);
  model.dispose();
  return { got, wanted: output.flat() };
}

/** float32 in another order of additions. */
const tolerance = 1e-5;
function expectAnswers(model: LayersModel, values: string): void {
  const { got, wanted } = answers(model, values);
  expect(got.length).toBe(wanted.length);
  got.forEach((value, i) => {
    const number = wanted[i] as number;
    expect(Math.abs(value - number) / Math.max(1, Math.abs(number))).toBeLessThan(tolerance);
  });
}

describe.each(['3', '2'])('Keras %s', (version) => {
  const residual = join(data, `residual${version}`);
  const values = `residual${version}.values.json`;

  it.each(['.keras', '.h5'])('a %s file with groups, dilation, shared nested models', async (ending) => {
    expectAnswers(await loadKeras(`${residual}${ending}`), values);
  });

  it.each(['.keras', '.h5'])('a %s file with layers of images and group norms', async (ending) => {
    expectAnswers(await loadKeras(join(data, `images${version}${ending}`)), `images${version}.values.json`);
  });

  it('a description, with its weights in a file of their own', async () => {
    expectAnswers(await loadKeras(`${residual}.json`, { weights: `${residual}.weights.h5` }), values);
  });

  it('a description with the weights of the whole model', async () => {
    expectAnswers(await loadKeras(`${residual}.json`, { weights: `${residual}.h5` }), values);
  });

  it('a bidirectional LSTM, an embedding, a layer for each step', async () => {
    expectAnswers(await loadKeras(join(data, `sequence${version}.keras`)), `sequence${version}.values.json`);
  });

  it('is saved and loaded as a model of TensorFlow.js', async () => {
    const model = await loadKeras(`${residual}.h5`);
    const saved = join(folder, `saved${version}`);
    await saveModel(model, saved);
    model.dispose();
    expectAnswers(await loadModel(saved), values);
  });
});
