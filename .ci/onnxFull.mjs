/** ONNX files of networks at full size, 224x224 pixels: what ONNX Runtime makes of them beside what we do. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { model as makeModel } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { start } from 'sk-backend-wasm/node';
import { exportOnnx } from 'sk-io/onnx';
import { createModel } from 'sk-models';
import { checks } from './checks.mjs';

const names = ['sknet50', 'shufflenetv2_x1_0_466_sk', 'senet50'];
/** Of the largest value, and for probabilities as they are. */
const tolerance = 1e-4;

const { holds, end } = checks();
const folder = mkdtempSync(join(tmpdir(), 'sk-onnx-'));
await start();
await tf.setBackend('wasm');

/** Batch norms of a fresh network do nothing: running statistics, scales and shifts get values of their own. */
function randomise(model) {
  const ranges = [
    [/moving_variance$/, 0.5, 2],
    [/gamma$/, 0.5, 1],
    [/(moving_mean|beta|bias)$/, -0.5, 0.5],
  ];
  model.weights.forEach((weight, k) => {
    const [, least, most] = ranges.find(([name]) => name.test(weight.originalName)) ?? [];
    if (least !== undefined)
      tf.tidy(() => weight.write(tf.randomUniform(weight.shape, least, most, 'float32', k + 1)));
  });
}

async function run(path, images) {
  const session = await InferenceSession.create(path);
  const feeds = { [session.inputNames[0]]: new Tensor('float32', images.dataSync(), images.shape) };
  const results = await session.run(feeds);
  return session.outputNames.map((name) => results[name].data);
}

const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const difference = (a, b) => largest(a.map((value, i) => value - b[i]));
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

for (const name of names) {
  const model = createModel(name, { seed: 1 });
  randomise(model);
  const outputs = ['avepool', 'classifier', 'softmax'].map((layer) => model.getLayer(layer).output);
  const view = makeModel({ name, inputs: model.inputs, outputs });
  const path = join(folder, `${name}.onnx`);
  const began = performance.now();
  writeFileSync(path, await exportOnnx(view));
  console.log(`${name}: ${(statSync(path).size / 1e6).toFixed(1)} MB written in ${seconds(began)}`);
  const images = tf.randomNormal([2, 224, 224, 3], 0, 1, 'float32', 7);
  const ours = view.predict(images).map((output) => output.dataSync());
  const theirs = await run(path, images);
  for (const [i, what] of ['features', 'logits', 'probabilities'].entries()) {
    const most = what === 'probabilities' ? 1 : largest(ours[i]);
    const off = difference(ours[i], theirs[i]);
    holds(
      `${name} gives our ${what} in ONNX Runtime`,
      most > 0 && off / most < tolerance,
      `largest difference ${off.toExponential(2)} of ${most.toFixed(3)}`,
    );
  }
  images.dispose();
  model.dispose();
}

rmSync(folder, { recursive: true, force: true });
end();
