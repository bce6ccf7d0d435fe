/** SK convolutions in networks that others wrote: the same function, other weights kept, and a report that is right. */
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
import { start } from 'sk-backend-wasm/node';
import {
  attentionModel,
  foldBatchNorm,
  modelMetadata,
  type ReplaceConvsOptions,
  replaceConvs,
  withMetadata,
} from 'sk-models';
import { SkBatchNorm, SkConv2D, SkGroupedConv2D } from 'sk-models/layers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectSame, noisyImages, predict, randomise } from './foldTools.js';
import { saveAndLoad } from './modelTools.js';
import { apart, mobileNetV1, mobileNetV2, operate, resNet, through } from './surgeryTools.js';

const opened: LayersModel[] = [];
const kept = (model: LayersModel): LayersModel => {
  opened.push(model);
  return model;
};
/** The new model, held to what `operate` asks. */
const operated = (model: LayersModel, options?: ReplaceConvsOptions): LayersModel => {
  if (!opened.includes(model)) opened.push(model);
  return kept(operate(model, options).model);
};

beforeAll(async () => {
  await start();
  await tf.setBackend('cpu');
});
afterEach(() => {
  for (const model of opened.splice(0)) model.dispose();
});

const image = (): SymbolicTensor => input({ shape: [8, 9, 4], name: 'x' });
const depthwise = (name: string, options: object = {}): ReturnType<typeof layers.depthwiseConv2d> =>
  layers.depthwiseConv2d({ name, kernelSize: 3, padding: 'same', ...options });
const bn = (name: string, options: object = {}): ReturnType<typeof layers.batchNormalization> =>
  layers.batchNormalization({ name, ...options });
const names = (model: LayersModel): string[] => model.layers.map(({ name }) => name);
const sk = (model: LayersModel, name: string): SkConv2D => model.getLayer(name) as SkConv2D;
const weight = (model: LayersModel, layer: string, name: string): tf.Tensor =>
  model
    .getLayer(layer)
    .weights.find(({ originalName }) => originalName.endsWith(`/${name}`))
    ?.read() as tf.Tensor;

describe('the same outputs within 1e-5 of', () => {
  it('MobileNet V1, whose depthwise batch norms become those of branch 1', () => {
    const model = operated(mobileNetV1());
    expect(names(model).filter((name) => name.startsWith('dw'))).toEqual(
      [1, 2, 3].flatMap((k) => [`dw_${k}`, `dw_${k}_relu`]),
    );
    expect(sk(model, 'dw_2').getConfig()).toMatchObject({
      ...{ filters: 16, strides: [2, 2], padding: 'valid', reduction: 4, minWidth: 16, attention: true },
      ...{ epsilon: 1e-3, momentum: 0.99 },
      branches: [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups: 16, activation: 'linear' })),
    });
  });

  it('MobileNet V2 with its inverted residuals', () => {
    const model = operated(mobileNetV2());
    expect(model.layers.filter((layer) => layer instanceof SkConv2D).map(({ name }) => name)).toEqual([
      ...['dw_1', 'dw_2', 'dw_3'],
    ]);
  });

  it('a residual network with dense convolutions, biases and all', () => {
    const model = operated(resNet(), { match: 'dense' });
    expect(model.layers.filter((layer) => layer instanceof SkConv2D).map(({ name }) => name)).toEqual([
      ...['conv1', 'conv_1a', 'conv_1b', 'conv_2a', 'conv_2b'],
    ]);
    expect(sk(model, 'conv_2b').getConfig()).toMatchObject({ reduction: 16, minWidth: 32 });
    expect(weight(model, 'conv_2a', 'branch1/kernel').shape).toEqual([3, 3, 8, 12]);
  });

  it.each([
    ['two filters a channel', { depthMultiplier: 2 }, 8],
    ['a bias', { useBias: true }, 4],
    ['an activation inside, which becomes a layer', { activation: 'relu6' }, 4],
  ] as const)('a depthwise convolution with %s', (_, options, filters) => {
    const x = image();
    const y = through(x, depthwise('a', options), bn('bn'));
    const model = operated(makeModel({ inputs: x, outputs: y }));
    expect(sk(model, 'a').filters).toBe(filters);
    expect(names(model)).toEqual('activation' in options ? ['x', 'a', 'a/relu6', 'bn'] : ['x', 'a']);
  });

  it("this package's grouped convolutions, and a ReLU inside their batch norm", () => {
    const x = image();
    const y = through(
      x,
      new SkGroupedConv2D({ name: 'grouped', filters: 8, kernelSize: 3, groups: 2, padding: 1 }),
      new SkBatchNorm({ name: 'grouped/bn', relu: true, epsilon: 1e-4 }),
      new SkGroupedConv2D({
        name: 'dw',
        filters: 8,
        kernelSize: 3,
        groups: 8,
        padding: [0, 1, 2, 0],
        strides: 2,
      }),
    );
    const model = operated(makeModel({ inputs: x, outputs: y }), { match: 'all' });
    expect(names(model)).toEqual(['x', 'grouped', 'grouped/relu', 'dw']);
    expect(sk(model, 'grouped').getConfig()).toMatchObject({ epsilon: 1e-4, momentum: 0.95, reduction: 16 });
    expect(sk(model, 'grouped').getConfig()).not.toHaveProperty('padding');
    expect(sk(model, 'dw').getConfig()).toMatchObject({ padding: [0, 1, 2, 0], reduction: 4 });
  });

  it('a batch norm without scale, shift, or either', () => {
    for (const options of [{ scale: false }, { center: false }, { scale: false, center: false }]) {
      const x = image();
      const model = operated(
        makeModel({ inputs: x, outputs: through(x, depthwise('a'), bn('bn', options)) }),
      );
      expect(names(model)).toEqual(['x', 'a']);
    }
  });

  it('convolutions that were folded, with their biases and ReLUs, but for one that adds a residual', () => {
    const x = image();
    const conv = (name: string): SkGroupedConv2D =>
      new SkGroupedConv2D({ name, filters: 4, kernelSize: 3, groups: 4, padding: 1, seed: 1 });
    const a = through(x, conv('a'), new SkBatchNorm({ name: 'a/bn', relu: true }));
    const b = through(a, conv('b'), new SkBatchNorm({ name: 'b/bn' }));
    const sum = layers.add({ name: 'sum' }).apply([x, b]) as SymbolicTensor;
    const folded = foldBatchNorm(kept(makeModel({ inputs: x, outputs: sum })));
    expect(names(operated(folded))).toEqual(['x', 'a', 'a/relu', 'b']);
    const { skipped } = replaceConvs(folded, { dryRun: true }).report;
    expect(skipped.map(({ name, reason }) => [name, reason])).toEqual([
      ['b', 'it adds a residual inside: replace convolutions first, then foldBatchNorm'],
    ]);
  });

  it('a separable convolution, whose pointwise half stays', () => {
    const x = image();
    const separable = layers.separableConv2d({
      ...{ name: 'a', filters: 5, kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2 },
      ...{ activation: 'relu' },
    });
    const model = operated(makeModel({ inputs: x, outputs: through(x, separable, bn('bn')) }));
    expect(names(model)).toEqual(['x', 'a', 'a/pointwise', 'bn']);
  });

  it.each([1, 3])('a network of %i branches', (count) => {
    const branches = [{ kernelSize: 3 }, { kernelSize: 5 }, { kernelSize: 7, groups: 2 }].slice(0, count);
    const x = image();
    const model = operated(makeModel({ inputs: x, outputs: through(x, depthwise('a'), bn('bn')) }), {
      with: { branches, reduction: 2, minWidth: 3 },
    });
    expect(sk(model, 'a').branches.map(({ groups }) => groups)).toEqual([4, 4, 2].slice(0, count));
    expect(sk(model, 'a').width).toBe(3);
  });
});

describe('every padding at every stride', () => {
  const paddings = ['same', 'valid', 0, 1, 2, [0, 1, 0, 1], [2, 0, 1, 3]] as const;
  const cases = paddings.flatMap((padding) => [1, 2, 3].map((strides) => ({ padding, strides })));

  it.each(['cpu', 'wasm'])('lines up on %s', async (backend) => {
    await tf.setBackend(backend);
    for (const { padding, strides } of cases) {
      for (const size of [
        [8, 8],
        [7, 10],
      ] as const) {
        const x = input({ shape: [...size, 4] });
        const conv = new SkGroupedConv2D({ filters: 8, kernelSize: 3, groups: 4, padding, strides, seed: 1 });
        const model = kept(makeModel({ inputs: x, outputs: conv.apply(x) as SymbolicTensor }));
        const { model: changed } = replaceConvs(randomise(model), { match: 'all', seed: 2 });
        kept(changed);
        expect
          .soft(apart(changed, model), `padding ${padding}, stride ${strides}, ${size}`)
          .toBeLessThan(1e-5);
      }
    }
    await tf.setBackend('cpu');
  });

  it('branch 2 sees what stands around the pixel that branch 1 sees', () => {
    // A 5x5 kernel that is 0 outside its middle 3x3 computes what the 3x3 does, wherever its windows stand.
    for (const { padding, strides } of cases) {
      const settings = { filters: 2, attention: false, padding, strides };
      const both = new SkConv2D({ ...settings, branches: [{ kernelSize: 3 }, { kernelSize: 5 }] });
      const first = new SkConv2D({ ...settings, branches: [{ kernelSize: 3 }] });
      tf.tidy(() => {
        const x = tf.randomNormal([1, 9, 8, 3], 0, 1, 'float32', 3);
        const kernel = tf.randomNormal([3, 3, 3, 2], 0, 1, 'float32', 4);
        const rim = [...[1, 1], ...[0, 0]].map((size) => [size, size] as [number, number]);
        const kernels = { 'branch0/kernel': kernel, 'branch1/kernel': tf.pad(kernel, rim) };
        for (const layer of [both, first]) {
          layer.apply(x);
          layer.setWeights(
            layer.weights.map((w) => {
              const name = w.originalName.slice(layer.name.length + 1);
              return kernels[name as keyof typeof kernels] ?? w.read();
            }),
          );
        }
        const [sum, one] = [both, first].map((layer) => layer.apply(x) as tf.Tensor) as [
          tf.Tensor,
          tf.Tensor,
        ];
        expectSame([sum], [tf.mul(one, 2)]);
      });
      both.dispose();
      first.dispose();
    }
  });
});

describe('what the given model has survives', () => {
  it('a shared convolution becomes one shared SK convolution, and takes its shared batch norm along', () => {
    const x = image();
    const [conv, norm] = [depthwise('conv'), bn('bn')];
    const once = through(x, conv, norm);
    const surgery = operate(kept(makeModel({ inputs: x, outputs: through(once, conv, norm) })));
    expect(names(kept(surgery.model))).toEqual(['x', 'conv']);
    expect(surgery.report.replaced[0]).toMatchObject({ uses: 2, absorbed: 'bn' });
  });

  it('a batch norm stays that somebody else reads past, uses too, or that is not the only reader', () => {
    const x = image();
    const left = (outputs: SymbolicTensor[]): string[] => names(operated(makeModel({ inputs: x, outputs })));
    const a = through(x, depthwise('a'));
    expect(left([a, through(a, bn('bn'))])).toEqual(['x', 'a', 'bn']);
    const b = through(x, depthwise('b'));
    expect(left([layers.add({ name: 'sum' }).apply([b, through(b, bn('bn'))]) as SymbolicTensor])).toEqual([
      ...['x', 'b', 'bn', 'sum'],
    ]);
    const shared = bn('bn');
    expect(left([through(x, depthwise('c'), shared), through(x, depthwise('d'), shared)])).toEqual([
      ...['x', 'c', 'd', 'bn'],
    ]);
    const twice = depthwise('e');
    expect(left([through(x, twice, bn('first')), through(x, twice, bn('second'))])).toEqual([
      ...['x', 'e', 'first', 'second'],
    ]);
  });

  it('nested models are unrolled, and shared ones stay shared', () => {
    const inner = sequential({
      name: 'inner',
      layers: [depthwise('conv', { inputShape: [8, 9, 4] }), bn('bn'), layers.reLU({ name: 'relu' })],
    });
    const [left, right] = [image(), input({ shape: [8, 9, 4], name: 'y' })];
    const both = [left, right].map((x) => inner.apply(x) as SymbolicTensor);
    const model = operated(makeModel({ inputs: [left, right], outputs: both }));
    expect(names(model)).toEqual(['x', 'y', 'inner/conv', 'inner/relu']);
    expect(model.weights).toHaveLength(sk(model, 'inner/conv').weights.length);
  });

  it('several inputs and outputs, in their order', () => {
    const [x, y] = [image(), input({ shape: [3], name: 'facts' })];
    const features = through(x, depthwise('conv'), bn('bn'));
    const pooled = through(features, layers.globalAveragePooling2d({ name: 'pool' }));
    const joined = layers.concatenate({ name: 'join' }).apply([pooled, y]) as SymbolicTensor;
    const model = operated(
      makeModel({
        inputs: [y, x],
        outputs: [through(joined, layers.dense({ name: 'fc', units: 2 })), features],
      }),
    );
    expect(model.inputNames).toEqual(['facts', 'x']);
    expect(model.outputs.map(({ shape }) => shape)).toEqual([
      [null, 2],
      [null, 8, 9, 4],
    ]);
  });

  it('frozen layers stay frozen, also those of a frozen nested model; an SK convolution can be trained', () => {
    const inner = sequential({
      name: 'inner',
      layers: [
        layers.conv2d({ name: 'conv', inputShape: [8, 9, 4], filters: 4, kernelSize: 1 }),
        depthwise('dw'),
      ],
    });
    inner.trainable = false;
    const x = image();
    const y = through(
      inner.apply(x) as SymbolicTensor,
      layers.conv2d({ name: 'frozen', filters: 4, kernelSize: 1, trainable: false }),
      depthwise('frozen_dw', { trainable: false }),
      layers.conv2d({ name: 'free', filters: 4, kernelSize: 1 }),
    );
    const model = operated(makeModel({ inputs: x, outputs: y }));
    expect(
      model.layers
        .filter(({ weights, trainable }) => weights.length > 0 && !trainable)
        .map(({ name }) => name),
    ).toEqual([...['inner/conv', 'frozen']]);
    expect(model.trainableWeights).toHaveLength(2 + 2 * 10);
  });

  it('the given model itself, and metadata but for the name in the registry', async () => {
    const classNames = ['a', 'b', 'c', 'd'];
    const model = kept(withMetadata(mobileNetV1(), { skModel: 'mobilenetv1_1.0', classNames }));
    const changed = operated(model);
    expect(modelMetadata(changed)).toEqual({ classNames });
    expect(modelMetadata(model)).toEqual({ skModel: 'mobilenetv1_1.0', classNames });
    expect(changed.name).toBe(model.name);
    const x = noisyImages(model);
    const before = predict(model, x);
    changed.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
    const y = tf.oneHot(tf.tensor1d([1, 3], 'int32'), 4);
    await changed.trainOnBatch(x[0] as tf.Tensor, y);
    const after = predict(model, x);
    expect(after[0]?.arraySync()).toEqual(before[0]?.arraySync());
    tf.dispose([x, y, before, after]);
  });

  it('tf.sequential, and models out of a file; what comes out is saved and loaded', async () => {
    const loaded = kept(
      await saveAndLoad(
        kept(
          sequential({
            layers: [
              depthwise('dw', { inputShape: [9, 9, 3], strides: 2 }),
              bn('bn'),
              layers.flatten({ name: 'flat' }),
            ],
          }),
        ),
      ),
    );
    const changed = operated(loaded);
    const again = kept(await saveAndLoad(changed));
    expect(apart(again, loaded)).toBeLessThan(1e-5);
    expect(sk(again, 'dw').padding).toBe('same');
    expect(attentionModel(again).sites.map(({ unit }) => unit)).toEqual(['dw']);
  });

  it('its batch norms fold like any others', () => {
    const changed = operated(mobileNetV2());
    const folded = kept(foldBatchNorm(changed));
    expect(names(folded).filter((name) => name.endsWith('bn'))).toEqual([]);
    expect(apart(folded, changed)).toBeLessThan(1e-4);
  });

  it('images of any size', () => {
    const x = input({ shape: [null, null, 3], name: 'x' });
    const model = kept(
      makeModel({ inputs: x, outputs: through(x, depthwise('dw', { strides: 2 }), bn('bn')) }),
    );
    const { model: changed, report } = replaceConvs(randomise(model));
    kept(changed);
    for (const size of [6, 7, 12]) {
      tf.tidy(() => {
        const images = [tf.randomNormal([2, size, size + 1, 3], 0, 1, 'float32', size)];
        expect(apart(changed, model, images)).toBeLessThan(1e-5);
      });
    }
    expect(report.before).toEqual({ parameters: 36, statistics: 6 });
    expect(report.replaced[0]?.after).not.toHaveProperty('macs');
  });
});
