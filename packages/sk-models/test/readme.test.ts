/** What the README says. */
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { attentionModel, createModel, foldBatchNorm, listModels } from 'sk-models';
import { describe, expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('its example gives what its comments say', () => {
    const model = createModel('sknet_slim', { numClasses: 10, seed: 1 });
    const images = tf.zeros([2, 32, 32, 3]);
    expect((model.predict(images) as tf.Tensor).shape).toEqual([2, 10]);
    const { model: view, sites } = attentionModel(model);
    const [, attention] = view.predict(images) as tf.Tensor[];
    expect([sites[0]?.unit, attention?.shape]).toEqual(['SK_2_1', [2, 2, 32]]);
    expect(readme).toContain('// SK_2_1');
    model.dispose();
  });

  it('folding takes SKNet-50 from as many layers to as many as it says', () => {
    const model = createModel('sknet50', { widthMultiplier: 1 / 4, inputShape: [32, 32, 3], seed: 1 });
    const folded = foldBatchNorm(model);
    expect(readme).toContain(`// sknet50: ${model.layers.length} layers become ${folded.layers.length}`);
    model.dispose();
    folded.dispose();
  });

  it('its table names every model', () => {
    for (const name of listModels()) expect(readme).toContain(`\`${name}\``);
  });
});
