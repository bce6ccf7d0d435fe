/** ONNX files of networks at full size, 224x224 pixels: the answers of ONNX Runtime beside those of the model. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { start } from 'sk-backend-wasm/node';
import { exportOnnx } from 'sk-io/onnx';
import { createModel } from 'sk-models';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Of the largest value, and for probabilities as they are. */
const tolerance = 1e-4;
const layers = { features: 'avepool', logits: 'classifier', probabilities: 'softmax' };
const folder = mkdtempSync(join(tmpdir(), 'sk-onnx-'));

beforeAll(() => start());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Gives running statistics, scales and shifts values of their own: fresh batch norms do nothing. */
function randomise(model: LayersModel): void {
  const ranges: readonly [RegExp, number, number][] = [
    [/moving_variance$/, 0.5, 2],
    [/gamma$/, 0.5, 1],
    [/(moving_mean|beta|bias)$/, -0.5, 0.5],
  ];
  for (const [k, weight] of model.weights.entries()) {
    const range = ranges.find(([name]) => name.test(weight.originalName));
    if (range === undefined) continue;
    const [, least, most] = range;
    const shape = weight.shape.map(Number);
    tf.tidy(() => void weight.write(tf.randomUniform(shape, least, most, 'float32', k + 1)));
  }
}

/** Returns each output of ONNX Runtime. */
async function runOnnx(path: string, images: tf.Tensor): Promise<Float32Array[]> {
  const session = await InferenceSession.create(path);
  const input = new Tensor('float32', images.dataSync() as Float32Array, images.shape);
  const results = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, input])));
  return session.outputNames.map((name) => results[name]?.data as Float32Array);
}

const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

it.each(['sknet50', 'shufflenetv2_x1_0_466_sk', 'senet50'])(
  '%s gives our features, logits and probabilities in ONNX Runtime',
  async (name) => {
    const model = createModel(name, { seed: 1 });
    randomise(model);
    const outputs = Object.values(layers).map((layer) => model.getLayer(layer).output as SymbolicTensor);
    const view = makeModel({ name, inputs: model.inputs, outputs });
    const path = join(folder, `${name}.onnx`);
    writeFileSync(path, await exportOnnx(view));
    const images = tf.randomNormal([2, 224, 224, 3], 0, 1, 'float32', 7);
    const ours = (view.predict(images) as tf.Tensor[]).map((output) => output.dataSync() as Float32Array);
    const theirs = await runOnnx(path, images);
    for (const [i, output] of Object.keys(layers).entries()) {
      const [wanted, got] = [ours[i] as Float32Array, theirs[i] as Float32Array];
      const most = output === 'probabilities' ? 1 : largest(wanted);
      expect(most, output).toBeGreaterThan(0);
      expect(got.length, output).toBe(wanted.length);
      expect(largest(wanted.map((value, k) => value - (got[k] as number))) / most, output).toBeLessThan(
        tolerance,
      );
    }
    images.dispose();
    model.dispose();
  },
);
