/** Creation by name, and what a model says about itself. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  createModel,
  describeModel,
  listModels,
  type ModelDescription,
  modelMetadata,
  registry,
  trainingBytes,
  withMetadata,
} from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveAndLoad } from './modelTools.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('createModel', () => {
  it.each([
    ['sknet5', "no model is called 'sknet5'. Did you mean 'sknet50'? listModels() names all 95."],
    ['SKNet-101', "no model is called 'SKNet-101'. Did you mean 'sknet101'? listModels() names all 95."],
    ['efficientformer_v2', "no model is called 'efficientformer_v2'. listModels() names all 95."],
  ])("'%s' is answered with what is nearest", (name, message) => {
    expect(() => createModel(name)).toThrow(
      expect.objectContaining({ name: 'ModelError', message }) as Error,
    );
  });

  it.each([
    [{ numClasses: 0 }, 'sknet_slim: numClasses wants a whole number from 1, got 0'],
    [
      { inputShape: [32, 32] as unknown as [number, number, number] },
      'sknet_slim: inputShape wants [height, width, channels], whole numbers from 1, got [32,32]',
    ],
    [{ seed: -1 }, 'sknet_slim: seed wants a whole number from 0, got -1'],
    [
      { numClases: 3 } as object,
      "sknet_slim: options has no 'numClases' (did you mean 'numClasses'?); there are numClasses,",
    ],
  ])('%o is refused', (options, message) => {
    expect(() => createModel('sknet_slim', options)).toThrow(message);
  });

  it('the same seed gives the same weights, another one others', () => {
    const kernels = (seed: number): unknown[] => {
      const model = createModel('sknet_digits', { seed });
      const values = model.getWeights().map((weight) => weight.arraySync());
      model.dispose();
      return values;
    };
    expect(kernels(7)).toEqual(kernels(7));
    expect(kernels(7)).not.toEqual(kernels(8));
  });

  it('tells what the model reads and what its classes are called', () => {
    const model = createModel('resnext_slim', { numClasses: 100 });
    const { skModel, classNames, preprocessing } = modelMetadata(model);
    expect([skModel, classNames?.length, classNames?.[0]]).toEqual(['resnext_slim', 100, 'apple']);
    expect(preprocessing).toMatchObject({ size: [32, 32], channels: 3, cropFraction: 1 });
    model.dispose();
  });

  it('fits the preprocessing to another input', () => {
    const model = createModel('sknet_slim', { numClasses: 7, inputShape: [48, 40, 1] });
    const { classNames, preprocessing } = modelMetadata(model);
    expect(classNames).toBeUndefined();
    expect(preprocessing).toMatchObject({ size: [48, 40], channels: 1 });
    expect(preprocessing?.mean[0]).toBeCloseTo((0.4914 + 0.4822 + 0.4465) / 3, 6);
    model.dispose();
  });
});

describe('metadata', () => {
  it('is replaced field by field', () => {
    const model = withMetadata(createModel('sknet_digits'), { classNames: ['even', 'odd'] });
    expect(modelMetadata(model)).toMatchObject({ skModel: 'sknet_digits', classNames: ['even', 'odd'] });
    model.dispose();
  });

  it('that cannot be meant is refused', () => {
    const model = createModel('sknet_digits');
    model.setUserDefinedMetadata({ classNames: 'cat' });
    expect(() => modelMetadata(model)).toThrow('metadata: classNames wants a list of names, got "cat"');
    model.dispose();
  });
});

describe('listModels', () => {
  it('takes globs', () => {
    expect(listModels('sknet?0')).toEqual(['sknet50']);
    expect(listModels('*_slim')).toEqual(['resnext_slim', 'senet_slim', 'sknet_slim']);
    expect(listModels('nothing*')).toEqual([]);
    expect(listModels()).toHaveLength(registry.size);
  });
});

describe('a quarter of the width', () => {
  it.each(listModels())('%s keeps depth and topology', (name) => {
    const [whole, quarter] = [describeModel(name), describeModel(name, { widthMultiplier: 1 / 4 })];
    // The groups of a depthwise convolution are its channels.
    const names = ({ parts }: ModelDescription): string[] =>
      parts.map((part) => part.name.replace(/3x3g\d+/, '3x3'));
    expect(names(quarter)).toEqual(names(whole));
    expect(quarter.parameters).toBeLessThan(whole.parameters / 4);
  });
});

it('a model comes back from its file with the same answers and the same metadata', async () => {
  const model = createModel('sknet_digits', { seed: 2, inputShape: [16, 16, 1] });
  const loaded = await saveAndLoad(model);
  const x = tf.randomNormal([3, 16, 16, 1], 0, 1, 'float32', 3);
  const [saved, back] = [model, loaded].map((m) => (m.predict(x) as tf.Tensor).arraySync());
  expect(back).toEqual(saved);
  expect(modelMetadata(loaded)).toEqual(modelMetadata(model));
  tf.dispose(x);
  model.dispose();
  loaded.dispose();
});

describe('trainingBytes', () => {
  it("grows with the batch, and from the weights' share on", () => {
    const model = createModel('sknet_slim');
    const [one, two, four] = [1, 2, 4].map((batch) => trainingBytes(model, batch)) as [
      number,
      number,
      number,
    ];
    // Rounded up to whole bytes each.
    expect(Math.abs(four - two - 2 * (two - one))).toBeLessThanOrEqual(3);
    expect(2 * one - two).toBeGreaterThanOrEqual(4 * 4 * model.countParams() - 3);
    model.dispose();
  });
});
