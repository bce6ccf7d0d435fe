/** Parameters and MACs against the paper's architectures, counted from the authors' network files. */
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as makeModel, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';
import { createModel, describeModel, listModels } from 'sk-models';
import { type LayerPart, SkGroupedConv2D } from 'sk-models/layers';
import { describe, expect, it } from 'vitest';

interface Row {
  readonly parameters: number;
  readonly withStatistics?: number;
  readonly macs?: number;
  readonly attentionScaling?: number;
}

const exact: Record<string, Row> = {
  resnext50: { parameters: 25_028_904, withStatistics: 25_097_128 },
  resnext101: { parameters: 44_177_704 },
  senet50: { parameters: 27_559_896 },
  senet101: { parameters: 48_955_416 },
  sknet26: { parameters: 16_746_408 },
  sknet50: {
    parameters: 27_479_784,
    withStatistics: 27_564_328,
    macs: 4_462_710_784,
    attentionScaling: 5_519_360,
  },
  sknet101: {
    parameters: 48_736_040,
    withStatistics: 48_908_712,
    macs: 8_448_724_992,
    attentionScaling: 8_931_328,
  },
  sknet29: { parameters: 27_739_626 },
  resnext29_16x32d: { parameters: 25_136_970 },
  resnext29_8x64d: { parameters: 34_426_698 },
  senet29: { parameters: 34_948_506 },
};

describe('trainable parameters of the paper', () => {
  for (const [name, row] of Object.entries(exact)) {
    it(`${name}: ${row.parameters.toLocaleString('en')}`, () => {
      const { parameters, statistics, macs, attentionScaling } = describeModel(name);
      expect({
        parameters,
        withStatistics: parameters + statistics,
        macs,
        attentionScaling,
      }).toMatchObject(row);
    });
  }

  it('CIFAR-100 adds 90 outputs to SKNet-29', () => {
    expect(describeModel('sknet29', { numClasses: 100 }).parameters).toBe(27_831_876);
  });
});

describe('MACs of the paper, in the convention of each row', () => {
  const billions = (count: number): string => (count / 1e9).toFixed(2);
  for (const name of ['sknet50', 'sknet101']) {
    it(`${name}: with attention scaling`, () => {
      const { macs, attentionScaling, paper } = describeModel(name);
      expect(billions(macs + attentionScaling)).toBe(paper?.gflops);
    });
  }
  for (const name of ['resnext50', 'resnext101', 'senet50', 'senet101']) {
    it(`${name}: with one for each batch-norm output`, () => {
      const { macs, batchNormElements, paper } = describeModel(name);
      expect(billions(macs + batchNormElements)).toBe(paper?.gflops);
    });
  }
});

describe('rows that a laptop can train', () => {
  for (const name of ['resnext_slim', 'senet_slim', 'sknet_slim']) {
    it(`${name}: under half a million parameters and 10 to 25 million MACs`, () => {
      const { parameters, macs } = describeModel(name);
      expect(parameters).toBeLessThan(500_000);
      expect(macs).toBeGreaterThan(10e6);
      expect(macs).toBeLessThan(25e6);
    });
  }
  for (const name of ['resnext_slim_wider', 'resnext_slim_deeper', 'resnext_slim_5x8d']) {
    it(`${name}: the MACs of sknet_slim within 5 %, as Table 3 has it`, () => {
      expect(Math.abs(describeModel(name).macs / describeModel('sknet_slim').macs - 1)).toBeLessThan(0.05);
    });
  }
  it('sknet_digits: 3 to 5 million MACs for 64x64 pixels', () => {
    const { macs } = describeModel('sknet_digits');
    expect(macs).toBeGreaterThan(3e6);
    expect(macs).toBeLessThan(5e6);
  });
});

/** One layer of the authors' sknet50.prototxt. */
interface OfficialLayer {
  readonly name: string;
  readonly output: readonly number[];
  readonly kernel?: number;
  readonly stride?: number;
  readonly pad?: number;
  readonly groups?: number;
  readonly dilation?: number;
  readonly weights?: number;
  readonly bias?: number;
  readonly bn?: number;
  readonly macs?: number;
}

describe("sknet50 against the authors' network file", () => {
  const path = new URL('./data/official-sknet50.json', import.meta.url);
  const official = JSON.parse(readFileSync(path, 'utf8')) as readonly OfficialLayer[];
  const parts = describeModel('sknet50').parts;
  const counted = parts.filter(({ kind }) => kind === 'convolution' || kind === 'dense' || kind === 'pool');

  it('has its 103 convolutions, fully connected layers and pools, in its order', () => {
    expect(counted.map(({ name }) => name.replace(/^SK_/, 'conv'))).toEqual(official.map(({ name }) => name));
    expect(official).toHaveLength(103);
  });

  it('agrees on every shape, window, weight and MAC', () => {
    expect(counted.map((part) => asOfficial(part, parts))).toEqual(official);
  });
});

function asOfficial(part: LayerPart, parts: readonly LayerPart[]): OfficialLayer {
  const { name, kind, outputShape, window, cost } = part;
  const norm = parts.find((other) => other.name === `${name}/bn`)?.cost.parameters ?? 0;
  const isFc = kind === 'dense';
  const bias = name === 'classifier' ? 1000 : 0;
  const geometry = {
    kernel: window?.kernel[0] ?? 1,
    stride: window?.strides[0] ?? 1,
    // The authors round up where we pad: both say so as no padding before the image.
    pad: window?.pads[0] ?? 0,
  };
  const counts = { weights: cost.parameters - bias, bias, macs: cost.macs };
  return {
    name: name.replace(/^SK_/, 'conv'),
    output: isFc ? [1, 1, ...outputShape] : outputShape,
    ...(name === 'classifier' ? {} : geometry),
    ...(kind === 'pool'
      ? {}
      : name === 'classifier'
        ? counts
        : { ...counts, groups: window?.groups ?? 1, dilation: window?.dilations[0] ?? 1, bn: norm }),
  };
}

describe('describeModel', () => {
  it('counts a model that exists as it counts its name, and as tfjs does', () => {
    const model = createModel('sknet_slim', { seed: 1 });
    const { parts, ...totals } = describeModel(model);
    const { parts: expected, ...expectedTotals } = describeModel('sknet_slim');
    expect(totals).toEqual(expectedTotals);
    expect(parts).toEqual(expected);
    expect(totals.parameters + totals.statistics).toBe(model.countParams());
    model.dispose();
  });

  it('allocates no weights for a name', () => {
    const before = tf.memory().numTensors;
    for (const name of listModels()) describeModel(name);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("counts tfjs's own layers", () => {
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
        layers.batchNormalization({}),
        layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, useBias: false }),
        layers.flatten(),
        layers.dense({ units: 5 }),
      ],
    });
    const { parts, parameters, statistics, macs } = describeModel(model);
    expect(parts.map(({ cost }) => [cost.parameters, cost.macs])).toEqual([
      [3 * 3 * 3 * 4 + 4, 4 * 4 * 3 * 3 * 3 * 4],
      [2 * 4, 0],
      [3 * 3 * 8, 2 * 2 * 3 * 3 * 8],
      [0, 0],
      [2 * 2 * 8 * 5 + 5, 2 * 2 * 8 * 5],
    ]);
    expect(parameters + statistics).toBe(model.countParams());
    expect(macs).toBe(1728 + 288 + 160);
    model.dispose();
  });

  it('counts the weights of a shared layer once and its work at each use', () => {
    const shared = new SkGroupedConv2D({ filters: 4, kernelSize: 1 });
    const x = input({ shape: [2, 2, 4] });
    const model = makeModel({ inputs: x, outputs: shared.apply(shared.apply(x)) as SymbolicTensor });
    expect(describeModel(model)).toMatchObject({ parameters: 20, macs: 2 * 4 * 16 });
    model.dispose();
  });

  it('wants an input of fixed size', () => {
    const conv = new SkGroupedConv2D({
      name: 'conv',
      inputShape: [null, null, 3],
      filters: 4,
      kernelSize: 3,
    });
    const model = sequential({ layers: [conv] });
    expect(() => describeModel(model)).toThrow('conv: costs want an input of fixed size, got [?,?,3]');
    model.dispose();
  });
});
