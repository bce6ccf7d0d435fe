/** What tests of ONNX export do: run a file with ONNX Runtime, and compare what it gives with what the model gives. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { exportOnnx, type OnnxOptions } from 'sk-io/onnx';
import { expect } from 'vitest';
import { expectSame, noisyImages, predict, randomise } from '../../sk-models/test/foldTools.js';

/** One thread, so that two test files beside each other do not fight for cores; no messages but errors. */
const sessionOptions = { intraOpNumThreads: 1, logSeverityLevel: 3 } as const;

/** Runs a model once. Inputs are in the order of the model's. */
export async function runOnnx(file: Uint8Array, inputs: readonly tf.Tensor[]): Promise<tf.Tensor[]> {
  const session = await InferenceSession.create(file, sessionOptions);
  const feeds = session.inputNames.map((name, i) => {
    const x = inputs[i] as tf.Tensor;
    return [name, new Tensor('float32', x.dataSync() as Float32Array, x.shape)] as const;
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return session.outputNames.map((name) => {
    const { data, dims } = results[name] as Tensor;
    return tf.tensor(data as Float32Array, [...dims]);
  });
}

/** Exports a model with weights that matter, runs the file on noise, and expects the same numbers and no tensor left. */
export async function exportAndCompare(model: LayersModel, options: OnnxOptions = {}): Promise<Uint8Array> {
  randomise(model);
  const inputs = noisyImages(model);
  const held = tf.memory().numTensors;
  const file = await exportOnnx(model, options);
  expect(tf.memory().numTensors).toBe(held);
  const fed = options.layout === 'nchw' ? inputs.map((x) => tf.transpose(x, [0, 3, 1, 2])) : inputs;
  const [got, wanted] = [await runOnnx(file, fed), predict(model, inputs)];
  expectSame(got, wanted);
  tf.dispose([inputs, fed, got, wanted]);
  return file;
}
