/** Registered models say the same in ONNX Runtime: one of each family, and with SK_TEST_FULL=1 every one. */
import * as tf from '@tensorflow/tfjs-core';
import { model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { createModel, registry } from 'sk-models';
import * as ours from 'sk-models/layers';
import { beforeAll, expect, it } from 'vitest';
import { converters } from '../../src/formats/onnx/converters/converters.js';
import { exportAndCompare } from '../onnxTools.js';

const full = process.env['SK_TEST_FULL'] === '1';
const all = [...registry.values()];
const entries = full ? all : [...new Map(all.map((entry) => [entry.family, entry])).values()];

beforeAll(async () => {
  await start();
  expect(await tf.setBackend('wasm')).toBe(true);
});

it.each(entries.map((entry) => [entry.name, entry] as const))(
  '%s gives its features, logits and probabilities within 1e-4 of the largest',
  async (name, { defaults, smallestInput = 0 }) => {
    const size = Math.max(32, smallestInput);
    const model = createModel(name, {
      ...{ inputShape: [size, size, defaults.inputShape[2]], widthMultiplier: 1 / 4, numClasses: 5, seed: 1 },
    });
    const [features, logits] = ['avepool', 'classifier'].map((layer) => model.getLayer(layer).output);
    const outputs = [features, logits, ...model.outputs] as SymbolicTensor[];
    await exportAndCompare(makeModel({ inputs: model.inputs, outputs }));
    model.dispose();
  },
);

it('every layer of this package can be exported', () => {
  const classNames = Object.values(ours).flatMap(
    (value) => (value as { className?: string }).className ?? [],
  );
  expect(classNames.length).toBeGreaterThan(10);
  expect(classNames.filter((className) => !Object.hasOwn(converters, className))).toEqual([]);
});
