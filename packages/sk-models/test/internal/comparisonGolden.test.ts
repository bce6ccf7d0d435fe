/**
 * DenseNet, DPN and Inception against pytorchcv, residual attention against its authors' network files;
 * `tools/golden/write_comparison.py` wrote their answers.
 */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { createModel } from 'sk-models';
import { beforeAll, expect, it } from 'vitest';
import { fillByFormula, uniform } from '../formulaWeights.js';

interface Answer {
  /** Pixels a side of both images. */
  readonly size: number;
  readonly logits: readonly number[][];
}

/** One convolutional network and one with attention; SK_TEST_FULL=1 adds the others. */
const full = process.env['SK_TEST_FULL'] === '1';
const cheap = ['dpn68', 'attentionnext56'];

const golden = new URL('../data/golden/comparison.json', import.meta.url);
const answers = JSON.parse(readFileSync(golden, 'utf8')) as Record<string, Answer>;

beforeAll(async () => {
  await start();
  await tf.setBackend('wasm');
});

/** Sums stay small, and no mask is all zeros and ones. */
const attentionGain = (weight: string): number =>
  /1x1_increase\/kernel$/.test(weight) ? 1 / 4 : /linear2\/kernel$/.test(weight) ? 1 / 32 : 1;

it.each(Object.entries(answers).filter(([name]) => full || cheap.includes(name)))(
  '%s gives the logits of PyTorch',
  (name, { size, logits: wanted }) => {
    const model = createModel(name, { inputShape: [size, size, 3], numClasses: 8, seed: 1 });
    fillByFormula(model, name.startsWith('attention') ? attentionGain : undefined);
    const logits = makeModel({
      inputs: model.inputs,
      outputs: model.getLayer('classifier').output as SymbolicTensor,
    });
    const images = uniform('images', [2, size, size, 3], -1, 1);
    const got = tf.tidy(() => (logits.predict(images) as tf.Tensor).arraySync()) as number[][];
    const largest = Math.max(...wanted.flat().map(Math.abs));
    // Single precision against double, over up to 244 convolutions.
    const off = got.flat().map((value, i) => Math.abs(value - (wanted.flat()[i] as number)) / largest);
    expect(Math.max(...off)).toBeLessThan(1e-4);
    images.dispose();
    model.dispose();
  },
);
