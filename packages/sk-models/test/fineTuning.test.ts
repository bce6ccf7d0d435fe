/** New heads, frozen stages and intermediate features, on networks of the registry and on those of others. */
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import {
  createModel,
  featureNames,
  features,
  freezeStages,
  modelMetadata,
  pixelScales,
  preprocessingOf,
  replaceConvs,
  replaceHead,
  resizeInput,
  unfreeze,
  withMetadata,
} from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveAndLoad } from './modelTools.js';

beforeAll(async () => {
  await start();
  await tf.setBackend('wasm');
});

const slim = (seed = 1): LayersModel =>
  createModel('sknet_slim', { inputShape: [16, 16, 3], widthMultiplier: 1 / 4, seed });

/** As the head of TensorFlow.js's MobileNet: pooled, dropped out, a 1x1 convolution, reshaped, softmax. */
function tinyMobileNet(): LayersModel {
  const image = input({ shape: [8, 8, 3], name: 'input_1' });
  const steps = [
    layers.conv2d({ name: 'conv1', filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
    layers.batchNormalization({ name: 'conv1_bn' }),
    layers.reLU({ name: 'conv1_relu', maxValue: 6 }),
    layers.depthwiseConv2d({ name: 'conv_dw_1', kernelSize: 3, padding: 'same', useBias: false }),
    layers.batchNormalization({ name: 'conv_dw_1_bn' }),
    layers.reLU({ name: 'conv_dw_1_relu', maxValue: 6 }),
    layers.conv2d({ name: 'conv_pw_1', filters: 8, kernelSize: 1, strides: 2, useBias: false }),
    layers.batchNormalization({ name: 'conv_pw_1_bn' }),
    layers.reLU({ name: 'conv_pw_1_relu', maxValue: 6 }),
    layers.globalAveragePooling2d({ name: 'global_average_pooling2d_1' }),
    layers.reshape({ name: 'reshape_1', targetShape: [1, 1, 8] }),
    layers.dropout({ name: 'dropout', rate: 0.1 }),
    layers.conv2d({ name: 'conv_preds', filters: 6, kernelSize: 1 }),
    layers.activation({ name: 'act_softmax', activation: 'softmax' }),
    layers.reshape({ name: 'reshape_2', targetShape: [6] }),
  ];
  const y = steps.reduce((x, layer) => layer.apply(x) as SymbolicTensor, image as SymbolicTensor);
  return makeModel({ name: 'mobilenet', inputs: image, outputs: y });
}

const images = (model: LayersModel, count = 4): tf.Tensor =>
  tf.randomNormal([count, ...(model.input as SymbolicTensor).shape.slice(1)] as number[], 0, 1, 'float32', 5);

const valuesOf = (model: LayersModel): Map<string, number[]> =>
  new Map(model.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]));

const answer = (model: LayersModel, x: tf.Tensor): number[] =>
  tf.tidy(() => [...(model.predict(x) as tf.Tensor).dataSync()]);

/** A few steps of tfjs's own training. */
async function trainWithFit(model: LayersModel, steps = 2): Promise<void> {
  const x = images(model);
  const classes = model.outputs[0]?.shape[1] as number;
  const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 1, 0], 'int32'), classes));
  model.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: 'categoricalCrossentropy' });
  await model.fit(x, y, { epochs: steps, batchSize: 4, verbose: 0, shuffle: false });
  model.optimizer.dispose();
  tf.dispose([x, y]);
}

/** Names of the layers that training changed, running statistics included. */
function changed(before: Map<string, number[]>, after: Map<string, number[]>): Set<string> {
  const names = [...after.keys()].filter((name) => `${after.get(name)}` !== `${before.get(name)}`);
  return new Set(names.map((name) => name.slice(0, name.lastIndexOf('/'))));
}

describe('replaceHead', () => {
  it('keeps what is below, and begins the classifier as a new network does', () => {
    const old = slim();
    const model = replaceHead(old, 3, { seed: 9 });
    const [kept, fresh] = [valuesOf(old), valuesOf(model)];
    const reference = valuesOf(
      createModel('sknet_slim', { inputShape: [16, 16, 3], widthMultiplier: 1 / 4, numClasses: 3, seed: 9 }),
    );
    expect([...fresh.keys()]).toEqual([...kept.keys()]);
    for (const [name, values] of fresh) {
      const wanted = name.startsWith('classifier') ? reference : kept;
      expect(values, name).toEqual(wanted.get(name));
    }
    expect(model.outputs[0]?.shape).toEqual([null, 3]);
  });

  it('owns its weights: it lives on when the old model is disposed of, and leaves nothing behind', () => {
    const held = tf.memory().numTensors;
    const old = slim();
    const model = replaceHead(old, 2);
    expect(tf.memory().numTensors).toBe(held + old.weights.length + model.weights.length);
    const x = images(model);
    const before = answer(model, x);
    old.dispose();
    expect(answer(model, x)).toEqual(before);
    x.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(held);
  });

  it('learns without changing the old model', async () => {
    const old = slim();
    const before = valuesOf(old);
    await trainWithFit(replaceHead(old, 2));
    expect(valuesOf(old)).toEqual(before);
  });

  it('keeps the preprocessing, and replaces or drops the class names', () => {
    const old = slim();
    const named = replaceHead(old, 2, { classNames: ['ant', 'bee'], name: 'insects' });
    const { preprocessing, skModel } = modelMetadata(old);
    expect(modelMetadata(named)).toEqual({ skModel, preprocessing, classNames: ['ant', 'bee'] });
    expect(named.name).toBe('insects');
    expect(modelMetadata(replaceHead(old, 2))).toEqual({ skModel, preprocessing });
    expect(modelMetadata(old).classNames).toHaveLength(10);
  });

  it('knows the head of a MobileNet of TensorFlow.js', async () => {
    const old = tinyMobileNet();
    const model = replaceHead(old, 4, { seed: 1 });
    const x = images(model);
    const probabilities = answer(model, x);
    expect(probabilities).toHaveLength(16);
    expect(probabilities.slice(0, 4).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    const features = (m: LayersModel): number[] =>
      answer(makeModel({ inputs: m.inputs, outputs: m.getLayer('dropout').output as SymbolicTensor }), x);
    expect(features(model)).toEqual(features(old));
    expect((await saveAndLoad(model)).outputs[0]?.shape).toEqual([null, 4]);
  });

  it('knows a dense layer with its softmax in it, inside a nested model', () => {
    const base = sequential({
      layers: [layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 3] })],
    });
    const head = sequential({
      layers: [
        layers.globalAveragePooling2d({ inputShape: [6, 6, 4] }),
        layers.dense({ units: 5, activation: 'softmax' }),
      ],
    });
    const model = replaceHead(sequential({ layers: [base, head] }), 3);
    expect(model.outputs[0]?.shape).toEqual([null, 3]);
    expect(model.layers.at(-1)?.getConfig()['activation']).toBe('softmax');
  });

  it('says what it found where it knows no head', () => {
    const conv = layers.conv2d({ name: 'conv', filters: 5, kernelSize: 3, inputShape: [3, 3, 3] });
    const ends = sequential({ layers: [conv, layers.flatten({})] });
    expect(() => replaceHead(ends, 2)).toThrow(
      "wants to end in a dense layer or 1x1 convolution that makes the 5 scores, with no weights behind it, got 'conv' (Conv2D, to [N,1,1,5])",
    );
    expect(() => replaceHead(sequential({ layers: [conv] }), 2)).toThrow(
      'wants one output [N, classes], got [N,1,1,5]',
    );
    expect(() => replaceHead(slim(), 2.5)).toThrow('numClasses wants a whole number from 1, got 2.5');
    expect(() => replaceHead(slim(), 3, { classNames: ['a'] })).toThrow('classNames wants 3 names, got 1');
    expect(() => replaceHead(slim(), 3, { classNames: 'abc' as never })).toThrow(
      'classNames wants a list of 3 names, got abc',
    );
  });
});

describe('freezeStages', () => {
  it.each([2, 'stage2', 'conv2', 'conv2_*', 'SK_2_*', 'conv2_2'] as const)(
    '%s: stem and stage 2 stay to the bit, running statistics too, and the others learn',
    async (upTo) => {
      const model = slim();
      const frozen = freezeStages(model, upTo);
      const layersOf = (prefix: RegExp): string[] =>
        model.layers
          .filter(({ name, weights }) => prefix.test(name) && weights.length > 0)
          .map(({ name }) => name);
      expect([...frozen].sort()).toEqual(layersOf(/^(conv1|conv2|SK_2)/).sort());
      const before = valuesOf(model);
      await trainWithFit(model);
      const moved = changed(before, valuesOf(model));
      for (const name of frozen) expect(moved).not.toContain(name);
      for (const name of layersOf(/^(conv3|conv4|classifier)/)) expect(moved).toContain(name);
      model.dispose();
    },
  );

  it('takes an expression or a function of layers for those alone', () => {
    const model = slim();
    const norms = freezeStages(model, /\/bn$/);
    expect(norms).toHaveLength(model.layers.filter(({ name }) => name.endsWith('/bn')).length);
    const units = freezeStages(model, (layer) => layer.getClassName() === 'SkConv2D');
    expect(units).toEqual(['SK_2_1', 'SK_2_2', 'SK_3_1', 'SK_3_2', 'SK_4_1', 'SK_4_2']);
    expect(model.getLayer('conv2_1/1x1_reduce').trainable).toBe(true);
    expect(() => freezeStages(model, /^nothing/)).toThrow('finds weights, got /^nothing/');
  });

  it("holds the statistics of TensorFlow.js's own batch norms, which move them wherever they are frozen", async () => {
    const model = tinyMobileNet();
    const frozen = freezeStages(model, 'conv_dw_1');
    expect(frozen).toEqual(['conv1', 'conv1_bn', 'conv_dw_1', 'conv_dw_1_bn']);
    const x = images(model);
    const view = features(model, 'conv_dw_1_bn');
    const [inTraining, atRest] = tf.tidy(() =>
      [true, false].map((training) => [...(view.apply(x, { training }) as tf.Tensor).dataSync()]),
    );
    expect(inTraining).toEqual(atRest);
    x.dispose();
    const before = valuesOf(model);
    await trainWithFit(model);
    expect([...changed(before, valuesOf(model))].sort()).toEqual(['conv_preds', 'conv_pw_1', 'conv_pw_1_bn']);

    const copy = replaceHead(model, 2);
    const copied = valuesOf(copy);
    await trainWithFit(copy);
    expect([...changed(copied, valuesOf(copy))].sort()).toEqual(['conv_preds', 'conv_pw_1', 'conv_pw_1_bn']);

    const operated = replaceConvs(model, { seed: 1 }).model;
    const given = valuesOf(operated);
    await trainWithFit(operated);
    const learned = [...changed(given, valuesOf(operated))].filter((name) => !name.startsWith('conv_dw_1'));
    expect(learned.sort()).toEqual(['conv_preds', 'conv_pw_1', 'conv_pw_1_bn']);

    unfreeze(model);
    await trainWithFit(model);
    expect(changed(before, valuesOf(model)).size).toBe(7);
  });

  it('is still there after saving and loading, and undone by unfreeze', async () => {
    const model = slim();
    const all = model.trainableWeights.length;
    freezeStages(model, 3);
    const left = model.trainableWeights.length;
    const loaded = await saveAndLoad(model);
    expect(loaded.trainableWeights.length).toBe(left);
    unfreeze(loaded);
    expect([left < all, loaded.trainableWeights.length]).toEqual([true, all]);
  });

  it('unfreezes nested models that were frozen as a whole', () => {
    const base = sequential({ layers: [layers.dense({ units: 4, inputShape: [3] })] });
    const model = sequential({ layers: [base, layers.dense({ units: 2 })] });
    base.trainable = false;
    expect(model.trainableWeights).toHaveLength(2);
    unfreeze(model);
    expect(model.trainableWeights).toHaveLength(4);
  });
});

describe('features', () => {
  it('gives layers, units, stages and pooled features, as the model computes them', () => {
    const model = slim();
    const x = images(model, 2);
    const held = tf.memory().numTensors;
    const view = features(model, ['SK_3_2', 'conv3_1', 'stage3', 'avepool']);
    expect(view.outputNames).toEqual(['SK_3_2', 'conv3_1/relu', 'conv3_2/relu', 'avepool']);
    expect(view.outputs.map(({ shape }) => shape)).toEqual([
      [null, 4, 4, 16],
      [null, 4, 4, 32],
      [null, 4, 4, 32],
      [null, 64],
    ]);
    const dense = model.getLayer('classifier').getWeights() as tf.Tensor[];
    tf.tidy(() => {
      const [, , , pooled] = view.predict(x) as tf.Tensor[];
      const logits = tf.add(tf.matMul(pooled as tf.Tensor2D, dense[0] as tf.Tensor2D), dense[1] as tf.Tensor);
      const [got, wanted] = [tf.softmax(logits), model.predict(x) as tf.Tensor];
      expect([...got.dataSync()]).toEqual([...wanted.dataSync()]);
    });
    view.dispose();
    expect(tf.memory().numTensors).toBe(held);
    expect(answer(model, x)).toHaveLength(20);
    tf.dispose(x);
    model.dispose();
  });

  it('learns what the model learns, and the model what is trained on top of it', async () => {
    const model = slim();
    const embedding = features(model, 'avepool');
    const top = layers
      .dense({ units: 2, activation: 'softmax' })
      .apply(embedding.outputs[0] as SymbolicTensor);
    const tuned = makeModel({ inputs: embedding.inputs, outputs: top as SymbolicTensor });
    const x = images(model);
    const before = answer(embedding, x);
    await trainWithFit(tuned);
    expect(answer(embedding, x)).not.toEqual(before);
    expect(model.getLayer('conv1/3x3').getWeights()[0]).toBe(tuned.getLayer('conv1/3x3').getWeights()[0]);
  });

  it('names what is nearest', () => {
    const model = slim();
    expect(() => features(model, 'SK_3_9')).toThrow(
      "no layer, unit or stage is called 'SK_3_9'. Did you mean 'SK_3_1', 'SK_3_2', 'SK_2_1'? " +
        'Stages: stage1, stage2, stage3, stage4.',
    );
    expect(() => features(model, [])).toThrow('names wants one name or more, got none');
    for (const none of [undefined, ['avepool', undefined]]) {
      expect(() => features(model, none as never)).toThrow(
        'names wants names of layers, units or stages, got undefined',
      );
    }
  });

  it('sends the caller to the nested model that has the layer', () => {
    const base = sequential({
      name: 'base',
      layers: [layers.dense({ name: 'fc', units: 4, inputShape: [3] })],
    });
    const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [2] }), base] });
    expect(() => features(model, 'base/fc')).toThrow(
      "'base/fc' lies inside the nested model 'base': ask that one, model.getLayer('base')",
    );
    expect(features(base, 'fc').outputs[0]?.shape).toEqual([null, 4]);
  });
});

describe('featureNames', () => {
  it('SKNet-50: the ends of conv1 to conv5, and the pool between', () => {
    const model = createModel('sknet50', { widthMultiplier: 1 / 16 });
    expect(featureNames(model)).toEqual([
      { layer: 'conv1/7x7_s2/bn', stage: 'stage1', shape: [112, 112, 4], stride: 2 },
      { layer: 'pool1/3x3_s2', shape: [56, 56, 4], stride: 4 },
      { layer: 'conv2_3/relu', stage: 'stage2', shape: [56, 56, 16], stride: 4 },
      { layer: 'conv3_4/relu', stage: 'stage3', shape: [28, 28, 32], stride: 8 },
      { layer: 'conv4_6/relu', stage: 'stage4', shape: [14, 14, 64], stride: 16 },
      { layer: 'conv5_3/relu', stage: 'stage5', shape: [7, 7, 128], stride: 32 },
    ]);
    model.dispose();
  });

  it("a network of others: the last of each size of picture, or the layers' own stages", () => {
    const found = featureNames(tinyMobileNet()).map(({ layer, stage, stride }) => [layer, stage, stride]);
    expect(found).toEqual([
      ['conv1_relu', undefined, 2],
      ['conv_dw_1_relu', 'stage1', 2],
      ['conv_pw_1_relu', 'stage2', 4],
    ]);
  });
});

describe('resizeInput', () => {
  const sequentialNet = (): LayersModel =>
    sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [16, 16, 3], name: 'c' }),
        layers.globalAveragePooling2d({ name: 'p' }),
        layers.dense({ units: 2, name: 'd' }),
      ],
    });

  it('gives a model with the same weights and metadata that reads images of another size, and is on its own', () => {
    for (const base of [slim(), sequentialNet()]) {
      withMetadata(base, { preprocessing: preprocessingOf(base, pixelScales.tf) });
      const before = valuesOf(base);
      const { numTensors } = tf.memory();
      const model = resizeInput(base, [24, 20]);
      expect(model.inputs[0]?.shape).toEqual([null, 24, 20, 3]);
      expect(modelMetadata(model)).toEqual({
        ...modelMetadata(base),
        preprocessing: { ...modelMetadata(base).preprocessing, size: [24, 20] },
      });
      expect(valuesOf(model)).toEqual(before);
      model.dispose();
      expect(tf.memory().numTensors).toBe(numTensors);
      base.dispose();
    }
  });

  it('answers as the network that is made at that size', () => {
    const create = (side: number) =>
      createModel('sknet_slim', { inputShape: [side, side, 3], widthMultiplier: 1 / 4, seed: 1 });
    const [base, wanted] = [create(16), create(24)];
    const model = resizeInput(base, [24, 24]);
    const x = images(model);
    expect(answer(model, x)).toEqual(answer(wanted, x));
    x.dispose();
    for (const each of [base, wanted, model]) each.dispose();
  });

  it('refuses a model whose weights or outputs depend on the size, and sizes that make no sense', () => {
    const flat = sequential({
      layers: [layers.flatten({ inputShape: [4, 4, 3] }), layers.dense({ units: 2 })],
    });
    const map = sequential({ layers: [layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [4, 4, 3] })] });
    const { numTensors } = tf.memory();
    expect(() => resizeInput(flat, [6, 6])).toThrow(/^resizeInput: '\S+' cannot read images of 6 x 6: /);
    expect(() => resizeInput(map, [6, 6])).toThrow(/its outputs would be \[\[null,6,6,2\]\] in place of/);
    expect(() => resizeInput(map, [6, 0])).toThrow(/wants \[height, width\] in pixels, .*got \[6, 0\]/);
    expect(tf.memory().numTensors).toBe(numTensors);
    for (const each of [flat, map]) each.dispose();
  });
});
