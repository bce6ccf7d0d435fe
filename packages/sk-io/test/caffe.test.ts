/** The authors' Caffe files: a network under their names comes in exactly, and damaged files get one clear line. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadWeights } from 'sk-io';
import { openWeights } from 'sk-io/node';
import { createModel } from 'sk-models';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Blob, caffemodel, type Layer, v1Caffemodel } from './support/caffeTools.js';

const folder = mkdtempSync(join(tmpdir(), 'sk-caffe-'));
const path = join(folder, 'net.caffemodel');
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await tf.setBackend('cpu');
});
let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

async function read(bytes: Uint8Array): Promise<Record<string, unknown>> {
  writeFileSync(path, bytes);
  const source = await openWeights(path);
  const entries = [...source.tensors].map(async ([name, { shape }]) => [
    name,
    [shape, [...(await source.read(name))]],
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Record<string, unknown>;
}

const blob = (shape: readonly number[], values: readonly number[], rest: Partial<Blob> = {}): Blob => ({
  ...{ shape, values },
  ...rest,
});

describe('a caffemodel', () => {
  it('holds convolutions, and the batch norms of the fork of the authors', async () => {
    const conv = {
      name: 'conv',
      type: 'Convolution',
      blobs: [blob([2, 1, 1, 1], [1, 2]), blob([2], [3, 4])],
    };
    const norms = [5, 6, 7, 8].map((value) => blob([1, 2, 1, 1], [value, value + 0.5]));
    const norm = { name: 'conv/bn', type: 'CuDNNBatchNorm', blobs: norms };
    expect(await read(caffemodel([conv, norm, { name: 'relu', type: 'ReLU', blobs: [] }]))).toEqual({
      'conv/weights': [
        [2, 1, 1, 1],
        [1, 2],
      ],
      'conv/bias': [[2], [3, 4]],
      'conv/bn/scale': [[2], [5, 5.5]],
      'conv/bn/shift': [[2], [6, 6.5]],
      'conv/bn/mean': [[2], [7, 7.5]],
      'conv/bn/variance': [[2], [8, 8.5]],
    });
  });

  it('holds the batch norms of Caffe itself, divided by their factor, with the Scale behind them', async () => {
    const layers: readonly Layer[] = [
      {
        ...{ name: 'bn', type: 'BatchNorm', bottoms: ['x'], tops: ['x'] },
        blobs: [blob([2], [8, 6]), blob([2], [4, 2]), blob([1], [4])],
      },
      {
        name: 'bn_scale',
        type: 'Scale',
        bottoms: ['x'],
        tops: ['x'],
        blobs: [blob([2], [1, 2]), blob([2], [3, 5])],
      },
      { name: 'other', type: 'Scale', bottoms: ['x'], tops: ['y'], blobs: [blob([2], [9, 9])] },
    ];
    expect(await read(caffemodel(layers))).toEqual({
      'bn/scale': [[2], [1, 2]],
      'bn/shift': [[2], [3, 5]],
      'bn/mean': [[2], [2, 1.5]],
      'bn/variance': [[2], [1, 0.5]],
      'other/0': [[2], [9, 9]],
    });
  });

  it.each([
    ['float64', { form: 'double' }],
    ['a field for each value', { form: 'single' }],
    ['the four sizes of old files', { legacy: true }],
  ] as const)('keeps values as %s', async (_, form) => {
    const layer = { name: 'fc', type: 'InnerProduct', blobs: [blob([1, 1, 2, 3], [1, 2, 3, 4, 5, 6], form)] };
    expect(await read(caffemodel([layer]))).toEqual({
      'fc/weights': [
        [2, 3],
        [1, 2, 3, 4, 5, 6],
      ],
    });
  });

  it('has layers in the form before 2014', async () => {
    const bytes = v1Caffemodel('fc', 14, [blob([1, 1, 1, 2], [7, 8], { legacy: true })]);
    expect(await read(bytes)).toEqual({
      'fc/weights': [
        [1, 2],
        [7, 8],
      ],
    });
  });
});

interface OfficialLayer {
  readonly name: string;
  readonly weights?: number;
  readonly bias?: number;
  readonly bn?: number;
}

/** What the authors call a weight of ours, the other way round than the importer goes. */
function ours(layer: string): string {
  const [, stage, unit, part] = /^conv(\d)_(\d+)\/(3x3g32d2|3x3g32|B_fc1|B_fc2)$/.exec(layer) ?? [];
  if (part === undefined) return layer;
  const names: Record<string, string> = {
    '3x3g32': 'branch0',
    '3x3g32d2': 'branch1',
    B_fc1: 'fc1',
    B_fc2: 'fc2',
  };
  return `SK_${stage}_${unit}/${names[part]}`;
}

describe('SKNet-50 of the authors, a quarter as wide', () => {
  const official = JSON.parse(
    readFileSync(new URL('../../sk-models/test/data/official-sknet50.json', import.meta.url), 'utf8'),
  ) as readonly OfficialLayer[];
  const options = { widthMultiplier: 0.25, inputShape: [32, 32, 3], numClasses: 7 } as const;

  it('comes in value by value, under the names of sknet50.prototxt', async () => {
    const model = createModel('sknet50', options);
    const shapes = new Map(model.weights.map(({ originalName, shape }) => [originalName, shape as number[]]));
    const wanted = new Map<string, number[]>();
    let count = 0;
    /** Numbers that are all different, laid out as [outputs, inputs, h, w]; noted as [h, w, inputs, outputs]. */
    const kernel = (name: string): Blob => {
      const shape = shapes.get(name) as number[];
      const [outputs, inputs] = [shape.at(-1) as number, shape.at(-2) as number];
      const [h = 1, w = 1] = shape.slice(0, -2);
      const values = new Float32Array(h * w * inputs * outputs);
      const expected = new Array<number>(values.length);
      for (let i = 0; i < values.length; i += 1) {
        const [o, rest] = [Math.floor(i / (inputs * h * w)), i % (inputs * h * w)];
        const [c, pixel] = [Math.floor(rest / (h * w)), rest % (h * w)];
        values[i] = count++ % 2 ** 24;
        expected[(pixel * inputs + c) * outputs + o] = values[i] as number;
      }
      wanted.set(name, expected);
      return { shape: name === 'classifier/kernel' ? [outputs, inputs] : [outputs, inputs, h, w], values };
    };
    const vector = (name: string, rank4: boolean): Blob => {
      const [size] = shapes.get(name) as [number];
      const values = Array.from({ length: size }, () => count++ % 2 ** 24);
      wanted.set(name, values);
      return { shape: rank4 ? [1, size, 1, 1] : [size], values };
    };
    const layers = official.flatMap(({ name, weights, bias, bn }): Layer[] => {
      if (weights === undefined) return [];
      const at = ours(name);
      const type = name === 'classifier' ? 'InnerProduct' : 'Convolution';
      const conv = { name, type, blobs: [kernel(`${at}/kernel`)] };
      if (bias) conv.blobs.push(vector(`${at}/bias`, false));
      const prefix = at.startsWith('SK_') ? at : `${at}/bn`;
      const parts = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
      const blobs = parts.flatMap((part) => (bn ? [vector(`${prefix}/${part}`, true)] : []));
      return bn ? [conv, { name: `${name}/bn`, type: 'CuDNNBatchNorm', blobs }] : [conv];
    });
    writeFileSync(path, caffemodel(layers));
    const source = await openWeights(path);
    await loadWeights(model, source);
    expect([...wanted.keys()].sort()).toEqual([...shapes.keys()].sort());
    for (const weight of model.weights) {
      const got = Buffer.from(weight.read().dataSync().buffer);
      const expected = Buffer.from(new Float32Array(wanted.get(weight.originalName) as number[]).buffer);
      expect(got.equals(expected), weight.originalName).toBe(true);
    }
    model.dispose();
  });

  it('names what is missing and what has another shape, and leaves the model as it was', async () => {
    const model = createModel('sknet50', { ...options, seed: 1 });
    const before = model.weights.map((weight) => weight.read().dataSync()[0]);
    const wrong = { name: 'conv1/7x7_s2', type: 'Convolution', blobs: [blob([1, 1, 1, 1], [1])] };
    writeFileSync(path, caffemodel([wrong]));
    const source = await openWeights(path);
    await expect(loadWeights(model, source, { names: 'caffe' })).rejects.toThrow(
      /^.*net\.caffemodel: does not fit the model: \d+ missing: conv1\/7x7_s2\/bn\/scale.*; 1 misshapen: conv1\/7x7_s2\/weights \[1,1,1,1\] for \[16,3,7,7\]$/,
    );
    expect(model.weights.map((weight) => weight.read().dataSync()[0])).toEqual(before);
    model.dispose();
  });
});

describe('a caffemodel from anywhere', () => {
  const conv = (shape: readonly number[], values: readonly number[]): Layer => ({
    name: 'conv',
    type: 'Convolution',
    blobs: [blob(shape, values)],
  });
  const good = caffemodel([conv([2, 1, 1, 1], [1, 2])]);
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['empty', new Uint8Array(), /has no weights: wants a \.caffemodel with the layers of a network$/],
    [
      'that is a page',
      new TextEncoder().encode('<html></html>'),
      /is a page \(HTML\), not a file of weights/,
    ],
    ['of another kind', new TextEncoder().encode('<tr></tr>'), /is no Caffe model|wire type|longer than/],
    ['that ends early', good.subarray(0, good.length - 4), /field 100 is longer than what it is in$/],
    [
      'with fewer values than its shape says',
      caffemodel([conv([2, 2, 1, 1], [1, 2])]),
      /layer 'conv': a blob wants 4 values of 4 bytes for its shape \[2,2,1,1\], got 8 bytes$/,
    ],
    [
      'with a shape beyond numbers',
      caffemodel([conv([2 ** 31, 2 ** 31, 2 ** 31, 4], [1])]),
      /layer 'conv': a blob wants \S+ values of 4 bytes/,
    ],
    [
      'with a negative size',
      caffemodel([conv([-1, -2], [1, 2])]),
      /a shape wants up to 8 whole numbers, got \[,?-1\]$/,
    ],
    [
      'with two layers of one name',
      caffemodel([conv([1], [1]), conv([1], [1])]),
      /two of its layers are called 'conv'$/,
    ],
    [
      'with a batch norm that lacks its variance',
      caffemodel([{ name: 'bn', type: 'CuDNNBatchNorm', blobs: [blob([1], [1])] }]),
      /CuDNNBatchNorm 'bn' wants scale, shift, mean, variance, got 1 blobs$/,
    ],
    ['with groups of protocol buffers', new Uint8Array([0xa3, 0x06]), /field 100 has wire type 3$/],
  ];

  it.each(cases)('%s', async (_, bytes, message) => {
    writeFileSync(path, bytes);
    const error = await openWeights(path).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ name: 'ModelFileError', message: expect.stringMatching(message) });
    expect(error?.message).not.toContain('\n');
  });
});
