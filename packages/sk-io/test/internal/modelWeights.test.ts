/** Weights by name, of every registered model: as it has them, and as it would have them where it is only described. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { assignWeights, readSafetensors } from 'sk-io';
import { createModel, ModelError, registry, withBlueprint } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelWeights } from '../../src/naming/modelWeights.js';
import { f32, safetensorsBytes } from '../safetensorsBytes.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('modelWeights', () => {
  const listed = (model: LayersModel): readonly string[] =>
    modelWeights(model)
      .map(({ weight, shape }) => `${weight} [${shape}]`)
      .sort();

  it.each([...registry.values()].map((entry) => [entry.name, entry] as const))(
    'of %s are its weights, each of another name',
    (_, entry) => {
      const options = { ...entry.defaults, seed: 1, widthMultiplier: 0.25 };
      const model = entry.build(options);
      const wanted = model.weights.map(({ originalName, shape }) => `${originalName} [${shape}]`).sort();
      expect(listed(model)).toEqual(wanted);
      expect(new Set(model.weights.map(({ originalName }) => originalName)).size).toBe(wanted.length);
      model.dispose();
      expect(withBlueprint(entry.name, options, listed)).toEqual(wanted);
    },
  );
});

describe('assignWeights', () => {
  const source = readSafetensors(safetensorsBytes({ a: f32([1], 0) }, 4));

  it('wants a binding for every weight, and a weight for every binding', async () => {
    const model = createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] });
    const bind = (weight: string) => ({ weight, tensor: 'a', layout: 'same' }) as const;
    await expect(assignWeights(model, source, [bind('conv9/kernel')])).rejects.toThrow(
      new ModelError('assignWeights: the model has no weight conv9/kernel'),
    );
    await expect(assignWeights(model, source, [bind('classifier/bias')])).rejects.toThrow(
      new ModelError('assignWeights: no binding says where conv1/3x3_s2/kernel comes from'),
    );
    await assignWeights(model, source, [], { ignore: () => true, keep: () => true });
    model.dispose();
  });
});
