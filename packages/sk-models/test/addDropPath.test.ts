/** Drop path for the residual units of networks: the rates and the formula of timm, and the same function at inference. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {
  input,
  type LayersModel,
  layers,
  model as network,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { stepNumber, withRandomStep } from 'sk-core';
import { addDropPath, createModel, freezeStages, ModelError, modelMetadata, replaceConvs } from 'sk-models';
import { SkDropPath } from 'sk-models/layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Golden {
  readonly rate: number;
  readonly rates: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly formula: { readonly rate: number; readonly x: readonly number[]; readonly y: readonly number[] };
}

/** Written by tools/golden/write_drop_path.py. */
const golden = JSON.parse(
  readFileSync(new URL('./data/golden/dropPath.json', import.meta.url), 'utf8'),
) as Golden;

const ratesOf = (model: LayersModel): Record<string, number> =>
  Object.fromEntries(
    model.layers.flatMap((layer) => (layer instanceof SkDropPath ? [[layer.name, layer.rate] as const] : [])),
  );

const namesOf = (model: LayersModel): string[] => model.weights.map((weight) => weight.originalName).sort();

const slim = (name: string): LayersModel =>
  createModel(name, { inputShape: [8, 8, 3], widthMultiplier: 1 / 4, numClasses: 3, seed: 1 });

const image = tf.tidy(() => tf.keep(tf.randomUniform([2, 8, 8, 3], -1, 1, 'float32', 1)));
const answers = (model: LayersModel, step?: number): Float32Array =>
  tf.tidy(() => {
    const run = () => model.apply(image, { training: step !== undefined }) as tf.Tensor;
    const y = step === undefined ? run() : withRandomStep({ step: stepNumber(step), part: 0 }, run);
    return y.dataSync() as Float32Array;
  });

let tensors = 0;
beforeEach(async () => {
  await tf.setBackend('cpu');
  tensors = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

/** Makes another model of one, and disposes of that. */
function changed(model: LayersModel, change: (model: LayersModel) => LayersModel): LayersModel {
  const made = change(model);
  model.dispose();
  return made;
}

describe('addDropPath', () => {
  it.each(Object.entries(golden.rates))('gives the units of %s the rates of timm', (name, wanted) => {
    const base = createModel(name, {
      inputShape: [32, 32, 3],
      widthMultiplier: 1 / 16,
      numClasses: 2,
      seed: 1,
    });
    const model = changed(base, (it) => addDropPath(it, golden.rate));
    const rates = ratesOf(model);
    expect(Object.keys(rates)).toEqual(Object.keys(wanted).map((unit) => `${unit}/drop_path`));
    for (const [unit, rate] of Object.entries(wanted)) {
      expect(rates[`${unit}/drop_path`]).toBeCloseTo(rate, 12);
    }
    model.dispose();
  });

  it('multiplies what it keeps as timm does', () => {
    const { rate, x, y } = golden.formula;
    const kept = x.map((value, i) => (y[i] ?? 0) / value);
    expect(new Set(kept.map((factor) => factor.toFixed(6)))).toEqual(new Set(['0.000000', '1.666667']));
    const layer = new SkDropPath({ rate, seed: 1 });
    const ours = tf.tidy(() => {
      const run = () => layer.apply(tf.tensor2d([...x], [8, 3]), { training: true }) as tf.Tensor;
      return withRandomStep({ step: stepNumber(3), part: 0 }, run).dataSync();
    });
    const factors = new Set([...ours].map((value, i) => (value / (x[i] ?? 0)).toFixed(6)));
    expect(factors).toEqual(new Set(['0.000000', '1.666667']));
  });

  it.each(['sknet_slim', 'senet_slim', 'resnext_slim'])(
    'leaves %s as it is at inference, and drops in training by seed and step',
    (name) => {
      const plain = slim(name);
      const model = addDropPath(plain, 0.5, { seed: 3 });
      const rates = [0.1, 0.2, 0.3, 0.4, 0.5];
      expect(Object.values(ratesOf(model))).toEqual(rates.map((rate) => expect.closeTo(rate, 12)));
      expect(modelMetadata(model)).toEqual(modelMetadata(plain));
      expect(namesOf(model)).toEqual(namesOf(plain));
      expect(answers(model)).toEqual(answers(plain));
      const first = answers(model, 1);
      expect(answers(model, 1)).toEqual(first);
      expect(answers(model, 2)).not.toEqual(first);
      expect(first).not.toEqual(answers(plain, 1));
      plain.dispose();
      model.dispose();
    },
  );

  it('replaces rates that are there, takes them away by 0, and keeps what is frozen', () => {
    const base = slim('sknet_slim');
    freezeStages(base, 2);
    const trainable = base.trainableWeights.length;
    let model = changed(base, (it) => addDropPath(it, 0.5, { seed: 3 }));
    const names = Object.keys(ratesOf(model));
    model = changed(model, (it) => addDropPath(it, 0.1, { seed: 3 }));
    expect(ratesOf(model)).toEqual(
      Object.fromEntries(names.map((name, i) => [name, expect.closeTo((i + 1) / 50, 12)])),
    );
    expect(model.trainableWeights).toHaveLength(trainable);
    model = changed(model, (it) => addDropPath(it, 0));
    expect(ratesOf(model)).toEqual({});
    model.dispose();
  });

  it('finds the branch of each addition with a shortcut, and passes over other additions', () => {
    const conv = (x: SymbolicTensor, name: string, kernelSize = 3): SymbolicTensor =>
      layers.conv2d({ name, filters: 3, kernelSize, padding: 'same' }).apply(x) as SymbolicTensor;
    const add = (name: string, ...xs: SymbolicTensor[]): SymbolicTensor =>
      layers.add({ name }).apply(xs) as SymbolicTensor;
    const x = input({ shape: [16, 16, 3] });
    const identity = add('first', x, conv(conv(x, 'a'), 'b'));
    const projected = add('second', conv(identity, 'p', 1), conv(conv(identity, 'c'), 'd'));
    const mask = layers.multiply({ name: 'mask' }).apply([projected, conv(projected, 'm')]) as SymbolicTensor;
    const masked = add('masked', projected, mask);
    const equals = add('equals', conv(conv(masked, 'e'), 'f'), conv(conv(masked, 'g'), 'h'));
    const last = add('third', conv(equals, 'i'), equals);
    const pooled = layers.globalAveragePooling2d({}).apply(last) as SymbolicTensor;
    const model = changed(network({ inputs: x, outputs: pooled }), (it) => addDropPath(it, 0.4));
    expect(ratesOf(model)).toEqual({ second_drop_path: 0.2, third_drop_path: 0.4 });
    const { inboundNodes } = model.getLayer('second_drop_path');
    expect(inboundNodes[0]?.inboundLayers.map(({ name }) => name)).toEqual(['d']);
    model.dispose();
  });

  it('refuses networks without several units, and rates that are none', () => {
    const [none, some] = [slim('mobilenet_v1'), slim('sknet_slim')];
    for (const rate of [-0.1, 1, Number.NaN]) {
      expect(() => addDropPath(some, rate)).toThrow(`rate wants a number from 0 to below 1, got ${rate}`);
    }
    expect(() => addDropPath(none, 0.1)).toThrow(ModelError);
    expect(() => addDropPath(none, 0.1)).toThrow(
      /'mobilenet_v1' has no residual unit: drop path wants a network of several units that end in an addition/,
    );
    none.dispose();
    some.dispose();
  });

  it('goes with selective kernels that surgery puts into a network', () => {
    const base = createModel('resnet50', {
      inputShape: [32, 32, 3],
      widthMultiplier: 1 / 16,
      numClasses: 2,
      seed: 1,
    });
    const model = changed(
      changed(base, (it) => replaceConvs(it, { match: 'conv2_*', seed: 1 }).model),
      (it) => addDropPath(it, 0.15),
    );
    expect(Object.values(ratesOf(model))).toHaveLength(15);
    model.dispose();
  });
});
