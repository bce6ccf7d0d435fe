/** Evidence by branch, beside plain sums over what other views of the model give. */
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
import { attentionModel, createModel, type GradCam, gradCam } from 'sk-models';
import { SkConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [size, channels, filters, classes] = [7, 4, 6, 3];
const kernels = [
  { kernelSize: 3, activation: 'relu' },
  { kernelSize: 3, dilation: 2, activation: 'relu' },
  { kernelSize: 5, activation: 'relu' },
] as const;
const images = (n = 2, c = channels): tf.Tensor4D => tf.randomNormal([n, size, size, c], 0, 1, 'float32', 8);
const sk = (branches: readonly object[], options: object = {}): SkConv2D =>
  new SkConv2D({ name: 'sk', filters, branches: branches as never, minWidth: 4, seed: 9, ...options });

interface Net {
  readonly model: LayersModel;
  readonly layer: SkConv2D;
  readonly tail: readonly layers.Layer[];
}

/** SK unit, a convolution, average, classes. */
function net(options: object = {}, activation: 'softmax' | 'linear' = 'softmax'): Net {
  const layer = sk(kernels, options);
  const conv = layers.conv2d({
    filters: 5,
    kernelSize: 3,
    padding: 'same',
    // Smooth, so that differences are gradients.
    activation: 'tanh',
  });
  const tail = [conv, layers.globalAveragePooling2d({}), layers.dense({ units: classes, activation })];
  const x = input({ shape: [size, size, channels] });
  const made = [layer.apply(x)].flat()[0] as SymbolicTensor;
  const outputs = tail.reduce((y, next) => next.apply(y) as SymbolicTensor, made);
  return { model: makeModel({ inputs: x, outputs }), layer, tail };
}

/** Scores of the tail before its softmax, from V. */
function scoresOf({ tail }: Net, v: tf.Tensor): number[][] {
  return tf.tidy(() => {
    const [conv, pool, dense] = tail;
    const pooled = pool!.apply(conv!.apply(v)) as tf.Tensor2D;
    const [kernel, bias] = dense!.getWeights();
    return tf.add(tf.matMul(pooled, kernel as tf.Tensor2D), bias!).arraySync() as number[][];
  });
}

/** w: the mean over pixels of the score's gradient, by differences of what a shift of a whole channel does. */
function channelWeights(made: Net, v: tf.Tensor4D, row: number, classIndex: number): number[] {
  const [, height, width] = v.shape;
  const step = 1e-2;
  return Array.from({ length: filters }, (_, channel) => {
    const shift = tf.tensor(Array.from({ length: filters }, (__, c) => (c === channel ? step : 0)));
    const [up, down] = [tf.add(v, shift), tf.sub(v, shift)].map((each) => scoresOf(made, each));
    return (up![row]![classIndex]! - down![row]![classIndex]!) / (2 * step) / (height * width);
  });
}

/** U of branch m, by a layer of that branch alone: the softmax over one branch is 1. */
function branchOutput(layer: SkConv2D, m: number, x: tf.Tensor): number[][][][] {
  const alone = new SkConv2D({ name: `alone${m}`, filters, branches: [kernels[m]!], strides: layer.strides });
  alone.build(x.shape);
  const of = (from: SkConv2D, part: string) =>
    from.weights.filter(({ originalName }) => originalName.includes(part));
  of(alone, 'branch0/').forEach((weight, i) => void weight.write(of(layer, `branch${m}/`)[i]!.read()));
  return (alone.apply(x) as tf.Tensor4D).arraySync();
}

const mapAt = ({ units }: GradCam, unit: number, image: number, m: number, y: number, x: number): number => {
  const { maps, height, width, site } = units[unit]!;
  return maps[((image * site.branches.length + m) * height + y) * width + x]!;
};

describe('gradCam', () => {
  it.each([
    ['a softmax', 'softmax', {}],
    ['logits', 'linear', {}],
    ['attention as a second output', 'softmax', { returnAttention: true }],
    ['strides', 'softmax', { strides: 2 }],
  ] as const)('is w * a * U of each branch: %s', async (_, activation, options) => {
    const made = net(options, activation);
    const x = images();
    const got = await gradCam(made.model, x);
    const { model: view } = attentionModel(made.model);
    const a = (view.predict(x) as tf.Tensor[])[1]!.arraySync() as number[][][];
    const v = [made.layer.apply(x)].flat()[0] as tf.Tensor4D;
    const [, height, width] = v.shape;
    for (const [image, classIndex] of got.classes.entries()) {
      const w = channelWeights(made, v, image, classIndex);
      for (const m of kernels.keys()) {
        const u = branchOutput(made.layer, m, x);
        for (const [y, column] of [
          [0, 0],
          [height - 1, width - 1],
        ] as const) {
          const wanted = w.reduce(
            (sum, each, c) => sum + each * a[image]![m]![c]! * u[image]![y]![column]![c]!,
            0,
          );
          expect(mapAt(got, 0, image, m, y, column)).toBeCloseTo(wanted, 5);
        }
      }
      // Added up: Grad-CAM of V.
      const values = v.arraySync();
      for (const [y, column] of [
        [0, 1],
        [height - 1, 2],
      ] as const) {
        const wanted = w.reduce((sum, each, c) => sum + each * values[image]![y]![column]![c]!, 0);
        const sum = [...kernels.keys()].reduce((all, m) => all + mapAt(got, 0, image, m, y, column), 0);
        expect(sum).toBeCloseTo(wanted, 5);
      }
    }
  });

  it('explains the class that is asked for, changes nothing and leaves no tensor', async () => {
    const { model } = net();
    const x = images();
    const before = (model.predict(x) as tf.Tensor).arraySync();
    const held = tf.memory().numTensors;
    const first = await gradCam(model, x, { classIndex: 1 });
    const second = await gradCam(model, x, { classIndex: 2 });
    expect(tf.memory().numTensors).toBe(held);
    expect(first.classes).toEqual([1, 1]);
    expect([...first.units[0]!.maps]).not.toEqual([...second.units[0]!.maps]);
    expect((model.predict(x) as tf.Tensor).arraySync()).toEqual(before);
    expect(first.outputs).toHaveLength(2 * classes);
  });

  it('every unit of a network, as attentionModel lists them, and the likeliest class', async () => {
    const model = createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] });
    const x = tf.randomNormal([2, 16, 16, 1], 0, 1, 'float32', 3) as tf.Tensor4D;
    const { units, classes: explained, outputs } = await gradCam(model, x);
    expect(units.map(({ site }) => site)).toEqual(attentionModel(model).sites);
    for (const { maps, height, width, site } of units)
      expect(maps).toHaveLength(2 * site.branches.length * height * width);
    for (const [i, index] of explained.entries()) {
      const own = [...outputs.subarray(10 * i, 10 * i + 10)];
      expect(own[index]).toBe(Math.max(...own));
    }
    model.dispose();
  });

  it('sequential and nested models', async () => {
    const inner = sequential({ layers: [sk(kernels, { inputShape: [size, size, channels] })] });
    const model = sequential({
      layers: [inner, layers.globalAveragePooling2d({}), layers.dense({ units: classes }), layers.softmax()],
    });
    const { units } = await gradCam(model, images());
    expect(units).toHaveLength(1);
    expect(units[0]!.maps.some((value) => value !== 0)).toBe(true);
  });

  it('says what it cannot explain', async () => {
    const plain = sequential({
      layers: [layers.flatten({ inputShape: [size, size, channels] }), layers.dense({ units: 2 })],
    });
    await expect(gradCam(plain, images())).rejects.toThrow(
      /wants an SkConv2D layer with attention, got 2 other/,
    );
    const { model } = net();
    await expect(gradCam(model, images(), { classIndex: 3 })).rejects.toThrow(/from 0 to 2, got 3/);
    await expect(gradCam(model, images(1, 2))).rejects.toThrow(
      /wants images of \[N,7,7,4\], got \[1,7,7,2\]/,
    );
  });
});
