import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { ModelError, type ReplaceConvsOptions, replaceConvs } from 'sk-models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let model: LayersModel;
beforeAll(async () => {
  await tf.setBackend('cpu');
  model = sequential({
    layers: [layers.depthwiseConv2d({ inputShape: [8, 8, 2], kernelSize: 3, padding: 'same', name: 'dw' })],
  });
});
afterAll(() => {
  model.dispose();
});

/** As plain JavaScript calls it. */
const replace = (options: unknown) => () => replaceConvs(model, options as ReplaceConvsOptions);

describe('replaceConvs refuses options that do not exist, and says which do', () => {
  it.each([
    [
      'a misspelt option',
      { strat: 'keep' },
      "options has no 'strat' (did you mean 'start'?); there are match,",
    ],
    [
      'one of another library',
      { inplace: true },
      "options has no 'inplace'; there are match, with, start, seed,",
    ],
    [
      'a misspelt option of with',
      { with: { branch: [] } },
      "with has no 'branch' (did you mean 'branches'?)",
    ],
    [
      'a misspelt start',
      { start: 'kept' },
      "start wants 'same-function', 'keep', 'random', got 'kept' (did you",
    ],
    [
      'a misspelt kind',
      { match: 'depth-wise' },
      "match wants 'depthwise', 'grouped', 'dense', 'all', a pattern",
    ],
    ['no start', { start: null }, "start wants 'same-function', 'keep', 'random', got null"],
    ['nothing', null, 'options wants an object of match, with, start, seed, dryRun, got null'],
    [
      'a list',
      { with: [3, 5] },
      'with wants an object of branches, reduction, minWidth, activation, got 3,5',
    ],
  ])('%s', (_, options, text) => {
    const before = tf.memory().numTensors;
    expect(replace(options)).toThrow(ModelError);
    expect(replace(options)).toThrow(`replaceConvs: ${text}`);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes every option that does exist', () => {
    const options: ReplaceConvsOptions = {
      match: 'depthwise',
      with: { branches: [{ kernelSize: 3 }], reduction: 4, minWidth: 8, activation: 'linear' },
      start: 'keep',
      seed: 1,
      dryRun: true,
    };
    expect(replace(options)().report.replaced).toHaveLength(1);
  });
});
