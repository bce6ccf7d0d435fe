/** ShuffleNets and MobileNets against torchvision and pytorchcv; `tools/golden/write_light.py` wrote their answers. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { createModel } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillByFormula, uniform } from './formulaWeights.js';

const golden = new URL('./data/golden/light.json', import.meta.url);
const answers = JSON.parse(readFileSync(golden, 'utf8')) as Record<string, number[][]>;

describe('with the same weights', () => {
  beforeAll(async () => {
    await start();
    await tf.setBackend('wasm');
  });

  it.each(Object.keys(answers))('%s gives the logits of PyTorch', (name) => {
    const model = createModel(name, { inputShape: [64, 64, 3], numClasses: 8, seed: 1 });
    fillByFormula(model);
    const logits = makeModel({
      inputs: model.inputs,
      outputs: model.getLayer('classifier').output as SymbolicTensor,
    });
    const images = uniform('images', [2, 64, 64, 3], -1, 1);
    const got = tf.tidy(() => (logits.predict(images) as tf.Tensor).arraySync()) as number[][];
    const wanted = answers[name] as number[][];
    const largest = Math.max(...wanted.flat().map(Math.abs));
    // Single precision against double, over up to 53 convolutions.
    const off = got.flat().map((value, i) => Math.abs(value - (wanted.flat()[i] as number)) / largest);
    expect(Math.max(...off)).toBeLessThan(1e-4);
    images.dispose();
    model.dispose();
  });
});
