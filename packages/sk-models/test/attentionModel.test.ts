/** Views of models that give attention: for our models, for anybody's, nested, shared, sequential, loaded. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { attentionModel, createModel, foldBatchNorm, ModelError } from 'sk-models';
import { SkConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveAndLoad } from './modelTools.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const branches = [{ kernelSize: 3 }, { kernelSize: 3, dilation: 2 }];
const sk = (name: string, options: object = {}): SkConv2D =>
  new SkConv2D({ name, filters: 6, branches, minWidth: 4, seed: 9, ...options });
const images = (size: number, channels: number): tf.Tensor =>
  tf.randomNormal([3, size, size, channels], 0, 1, 'float32', 8);

const digits = (): LayersModel => createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] });

/** The view's outputs, with the view's first ones compared with the model's own. */
function look(model: LayersModel, x: tf.Tensor): tf.Tensor[] {
  const { model: view, sites } = attentionModel(model);
  const own = [model.predict(x)].flat() as tf.Tensor[];
  const seen = [view.predict(x)].flat() as tf.Tensor[];
  expect(seen).toHaveLength(own.length + sites.length);
  own.forEach((y, i) => void expect(seen[i]?.arraySync()).toEqual(y.arraySync()));
  const attentions = seen.slice(own.length);
  attentions.forEach((attention, i) => {
    const { branches: kernels, channels } = sites[i] as (typeof sites)[number];
    expect(attention.shape).toEqual([x.shape[0], kernels.length, channels]);
    const sums = tf.sum(attention, 1).dataSync();
    // Softmax in single precision.
    expect(sums.every((sum) => Math.abs(sum - 1) < 1e-5)).toBe(true);
  });
  return attentions;
}

describe('of a model by name', () => {
  it("gives the model's outputs, then one attention for each unit, named as in the paper", () => {
    const model = digits();
    const { sites } = attentionModel(model);
    expect(sites.map(({ unit }) => unit)).toEqual(['SK_2_1', 'SK_3_1', 'SK_3_2', 'SK_4_1', 'SK_4_2']);
    expect(sites[0]).toEqual({
      unit: 'SK_2_1',
      layerName: 'SK_2_1',
      channels: 16,
      branches: [
        { kernelSize: 3, dilation: 1, effectiveSize: 3 },
        { kernelSize: 3, dilation: 2, effectiveSize: 5 },
      ],
    });
    expect(look(model, images(16, 1))).toHaveLength(5);
    model.dispose();
  });

  it('follows weights that change later, and copies none', () => {
    const model = digits();
    const before = tf.memory().numTensors;
    const { model: view } = attentionModel(model);
    expect(tf.memory().numTensors).toBe(before);
    model.setWeights(model.getWeights().map((weight) => tf.mul(weight, 1.1)));
    const x = images(16, 1);
    const [logits] = view.predict(x) as tf.Tensor[];
    expect(logits?.arraySync()).toEqual((model.predict(x) as tf.Tensor).arraySync());
    model.dispose();
  });

  it('leaves the model as it was, also when it is disposed of', () => {
    const model = digits();
    const shape = (): unknown =>
      model.layers.map((layer) => [layer.name, layer.inboundNodes.length, layer.outboundNodes.length]);
    const before = [shape(), model.toJSON(undefined, true)];
    const { model: view } = attentionModel(model);
    const x = images(16, 1);
    const weights = tf.memory().numTensors;
    tf.dispose(view.predict(x));
    expect(view.dispose()).toEqual({ refCountAfterDispose: 0, numDisposedVariables: 0 });
    expect(tf.memory().numTensors).toBe(weights);
    expect([shape(), model.toJSON(undefined, true)]).toEqual(before);
    tf.dispose(model.predict(x));
    expect(tf.memory().numTensors).toBe(weights);
    model.dispose();
    x.dispose();
  });

  it('says so when the model is gone', () => {
    const model = digits();
    const { model: view } = attentionModel(model);
    model.dispose();
    expect(() => view.predict(images(16, 1))).toThrow('disposed');
  });
});

describe('reading the attention', () => {
  const readerOf = (view: LayersModel): layers.Layer => view.getLayer('a/attention');
  const viewOf = (): LayersModel =>
    attentionModel(sequential({ layers: [sk('a', { inputShape: [8, 8, 4] }), layers.flatten()] })).model;
  const message = (got: string): string =>
    `attentionModel: the attention of 'a' wants to be read once, directly after the convolution has run, got ${got}`;

  it('before the convolution has run is refused', () => {
    expect(() => readerOf(viewOf()).apply(images(8, 6))).toThrow(message('a read before the first run'));
  });

  it('twice is refused', () => {
    const view = viewOf();
    view.predict(images(8, 4));
    expect(() => readerOf(view).apply(images(8, 6))).toThrow(message('a second read'));
  });
});

describe('of any layers model', () => {
  it('sequential', () => {
    const model = sequential({ layers: [sk('a', { inputShape: [8, 8, 4] }), sk('b'), layers.flatten()] });
    expect(look(model, images(8, 4))).toHaveLength(2);
  });

  it('loaded from a file', async () => {
    const model = await saveAndLoad(
      sequential({ layers: [sk('a', { inputShape: [8, 8, 4] }), layers.flatten()] }),
    );
    expect(look(model, images(8, 4))).toHaveLength(1);
  });

  it('nested, with residual additions and two outputs', () => {
    const inner = sequential({
      name: 'inner',
      layers: [sk('deep', { inputShape: [8, 8, 6] }), sk('deeper')],
    });
    const x = input({ shape: [8, 8, 4] });
    const first = sk('first').apply(x) as SymbolicTensor;
    const second = inner.apply(first) as SymbolicTensor;
    const sum = layers.add().apply([first, second]) as SymbolicTensor;
    const outputs = [sum, layers.globalAveragePooling2d({}).apply(second) as SymbolicTensor];
    const model = makeModel({ inputs: x, outputs });
    expect(attentionModel(model).sites.map(({ unit }) => unit)).toEqual([
      'first',
      'inner/deep',
      'inner/deeper',
    ]);
    expect(look(model, images(8, 4))).toHaveLength(3);
  });

  it('folded, with the attention of the same units but for rounding; a view itself is not folded', () => {
    const model = digits();
    const folded = foldBatchNorm(model);
    const x = images(16, 1);
    const before = tf.memory().numTensors;
    expect(attentionModel(folded).sites.map(({ unit }) => unit)).toEqual(
      attentionModel(model).sites.map(({ unit }) => unit),
    );
    tf.tidy(() => {
      const wanted = look(model, x);
      for (const [i, attention] of look(folded, x).entries()) {
        const other = wanted[i]?.dataSync() ?? [];
        for (const [k, value] of attention.dataSync().entries())
          expect(value).toBeCloseTo(other[k] ?? NaN, 5);
      }
    });
    expect(() => foldBatchNorm(attentionModel(model).model)).toThrow(ModelError);
    expect(() => foldBatchNorm(attentionModel(model).model)).toThrow(
      /of a view wants to be run, got a request for its configuration: fold, change or save the given model/,
    );
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(x);
    for (const each of [model, folded]) each.dispose();
  });

  it('with a shared layer, one attention for each use', () => {
    const shared = sk('shared');
    const x = input({ shape: [8, 8, 6] });
    const y = shared.apply(shared.apply(x)) as SymbolicTensor;
    const model = makeModel({ inputs: x, outputs: y });
    expect(attentionModel(model).sites.map(({ unit }) => unit)).toEqual(['shared', 'shared_use2']);
    const [once, twice] = look(model, images(8, 6));
    expect(once?.arraySync()).not.toEqual(twice?.arraySync());
  });

  it('with an SK convolution that returns its attention itself', () => {
    const x = input({ shape: [8, 8, 4] });
    const [v, attention] = sk('both', { returnAttention: true }).apply(x) as SymbolicTensor[];
    const model = makeModel({ inputs: x, outputs: [v as SymbolicTensor, attention as SymbolicTensor] });
    const [seen] = look(model, images(8, 4));
    const [, own] = model.predict(images(8, 4)) as tf.Tensor[];
    expect(seen?.arraySync()).toEqual(own?.arraySync());
  });

  it('without an SK convolution is refused', () => {
    const model = sequential({
      name: 'plain',
      layers: [sk('sum', { inputShape: [8, 8, 4], attention: false }), layers.flatten()],
    });
    expect(() => attentionModel(model)).toThrow(
      "attentionModel: 'plain' wants an SkConv2D layer with attention, got 2 other layers",
    );
  });
});
