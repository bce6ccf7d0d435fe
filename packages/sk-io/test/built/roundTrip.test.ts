/** Each entry of the built package writes a model that the others read. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadWeights, modelFromFiles, modelToFiles, readSafetensors } from 'sk-io';
import { loadModel, saveModel, saveOnnx, saveWeights } from 'sk-io/node';
import { exportOnnx } from 'sk-io/onnx';
import { createModel } from 'sk-models';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'sk-io-'));
const create = (seed: number): LayersModel => createModel('sknet_digits', { inputShape: [16, 16, 1], seed });
const weightsOf = (model: LayersModel): unknown => model.getWeights().map((weight) => weight.arraySync());
let model: LayersModel;

beforeAll(async () => {
  await tf.setBackend('cpu');
  model = create(1);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a folder that was saved in Node, and the files of it in a page', async () => {
  await saveModel(model, join(folder, 'model'));
  expect(weightsOf(await loadModel(join(folder, 'model')))).toEqual(weightsOf(model));
  expect(weightsOf(modelFromFiles(await modelToFiles(model)))).toEqual(weightsOf(model));
});

it('weights as safetensors', async () => {
  const file = join(folder, 'weights.safetensors');
  await saveWeights(model, file);
  const other = create(2);
  await loadWeights(other, readSafetensors(readFileSync(file)));
  expect(weightsOf(other)).toEqual(weightsOf(model));
});

it('the same ONNX file as bytes and on the disk', async () => {
  const file = join(folder, 'model.onnx');
  await saveOnnx(model, file);
  expect(readFileSync(file).equals(await exportOnnx(model))).toBe(true);
});
