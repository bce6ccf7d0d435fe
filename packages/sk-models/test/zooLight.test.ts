/** ShuffleNets and MobileNets: Table 4 and Table S1, section 3.2, supplement B. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { attentionModel, createModel, describeModel, listModels, type ModelDescription } from 'sk-models';
import type { LayerPart } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

interface Row {
  readonly parameters: number;
  readonly statistics?: number;
  /** Millions of MACs: of convolutions and classifier, with attention scaling, with batch norms instead. */
  readonly millions?: readonly [plain: string, scaled: string, normalised: string];
}

const exact: Record<string, Row> = {
  // PyTorch's shufflenet_v2_x0_5, shufflenet_v2_x1_0 and mobilenet_v2 of torchvision 0.29; pytorchcv's shufflenet_g3_w1
  // and mobilenet_w1.
  shufflenetv2_x0_5: { parameters: 1_366_792, statistics: 7_952 },
  shufflenetv2_x1_0: { parameters: 2_278_604, statistics: 16_180 },
  mobilenet_v2: { parameters: 3_504_872, statistics: 34_112 },
  shufflenetv1: { parameters: 1_865_728, statistics: 24_480 },
  mobilenet_v1: { parameters: 4_231_976, statistics: 21_888 },
  // The readings of Table 4.
  shufflenetv2_x0_5_466: { parameters: 1_395_880, millions: ['40.392', '40.392', '41.387'] },
  shufflenetv2_x0_5_466_se: { parameters: 1_541_128, millions: ['40.535', '40.854', '41.530'] },
  shufflenetv2_x0_5_466_sk: { parameters: 1_479_280, millions: ['42.198', '42.584', '43.387'] },
  shufflenetv2_x1_0_466: { parameters: 2_440_326, millions: ['140.358', '140.358', '142.107'] },
  shufflenetv2_x1_0_466_se: { parameters: 2_652_196, millions: ['140.565', '141.338', '142.314'] },
  shufflenetv2_x1_0_466_sk: { parameters: 2_834_818, millions: ['144.437', '145.263', '146.599'] },
};

const light = [...listModels('shufflenet*'), ...listModels('mobilenet*')];

/** Every way of counting, in millions. */
function ways(model: ModelDescription): { parameters: number[]; mflops: number[] } {
  const { parameters, statistics, macs, attentionScaling, batchNormElements } = model;
  return {
    parameters: [parameters, parameters + statistics].map((count) => count / 1e6),
    mflops: [macs, macs + attentionScaling, macs + batchNormElements].map((count) => count / 1e6),
  };
}

describe('trainable parameters', () => {
  it.each(Object.entries(exact))('%s', (name, row) => {
    const model = describeModel(name);
    const millions = ways(model).mflops.map((count) => count.toFixed(3));
    const { parameters, statistics } = model;
    expect({ parameters, statistics, millions }).toMatchObject(row);
  });
});

const decimals = (printed: string): number => /\.(\d+)/.exec(printed)?.[1]?.length ?? 0;

describe('figures that the paper prints', () => {
  const reached = (name: string): { parameters?: boolean; mflops?: boolean } => {
    const model = describeModel(name);
    const counted = ways(model);
    const rounds = (counts: readonly number[], printed: string): boolean =>
      counts.some((count) => count.toFixed(decimals(printed)) === printed);
    const { parameters, mflops } = model.paper ?? {};
    return {
      ...(parameters === undefined
        ? {}
        : { parameters: rounds(counted.parameters, String(parameters).slice(0, -1)) }),
      ...(mflops === undefined ? {} : { mflops: rounds(counted.mflops, mflops) }),
    };
  };

  it.each([
    ['shufflenetv2_x0_5', { parameters: true, mflops: false }],
    ['shufflenetv2_x0_5_466', { parameters: true, mflops: true }],
    ['shufflenetv2_x0_5_466_se', { parameters: false, mflops: true }],
    ['shufflenetv2_x0_5_466_sk', { parameters: true, mflops: true }],
    ['shufflenetv2_x1_0', { parameters: true, mflops: false }],
    ['shufflenetv2_x1_0_466', { parameters: false, mflops: false }],
    ['shufflenetv2_x1_0_466_se', { parameters: false, mflops: false }],
    ['shufflenetv2_x1_0_466_sk', { parameters: false, mflops: false }],
  ])('%s: %o', (name, wanted) => {
    expect(reached(name)).toEqual(wanted);
  });

  it('have a reason wherever no way of counting rounds to them, and nowhere else', () => {
    const unreached = light.filter((name) => Object.values(reached(name)).includes(false));
    const excused = light.filter((name) => describeModel(name).paper?.unmatched !== undefined);
    expect(excused).toEqual(unreached);
  });

  it('1.0x with 4, 6 and 6 units is cut off, not rounded', () => {
    const { parameters, mflops } = ways(describeModel('shufflenetv2_x1_0_466'));
    expect([Math.floor((parameters[1] as number) * 100), Math.floor((mflops[0] as number) * 100)]).toEqual([
      245, 14_035,
    ]);
  });
});

const depthwiseOf = (name: string): LayerPart[] =>
  describeModel(name).parts.filter((part) => part.name.endsWith('/3x3_depthwise'));
const channelsOf = ({ outputShape }: LayerPart): number => outputShape.at(-1) as number;

describe.each([
  ['shufflenetv1', 4 + 8 + 4],
  // One more in the shortcut of each unit that begins a stage.
  ['shufflenetv2_x0_5_466', 16 + 3],
  ['shufflenetv2_x1_0_466', 16 + 3],
  ['mobilenet_v1', 13],
  ['mobilenet_v2', 17],
])('%s with SK convolutions', (plain, count) => {
  it(`has ${count}, one for each depthwise convolution, and shows the attention of all`, () => {
    const model = createModel(`${plain}_sk`, {
      ...{ inputShape: [32, 32, 3], widthMultiplier: 1 / 4, numClasses: 2, seed: 1 },
    });
    const { sites, model: view } = attentionModel(model);
    const replaced = describeModel(plain, { widthMultiplier: 1 / 4 }).parts.filter(({ name }) =>
      name.endsWith('/3x3_depthwise'),
    );
    expect(sites).toHaveLength(count);
    expect(sites.map(({ channels }) => channels)).toEqual(replaced.map(channelsOf));
    expect(sites.map(({ branches }) => branches.map(({ effectiveSize }) => effectiveSize))).toEqual(
      sites.map(() => [3, 5]),
    );
    expect(sites.every(({ unit }) => /^SK_\d_\d(_shortcut)?$/.test(unit))).toBe(true);
    view.dispose();
    model.dispose();
  });

  it('costs another path and the attention for each', () => {
    const depthwise = depthwiseOf(plain);
    const selection = depthwise.map(channelsOf).map((c) => {
      const d = Math.max(Math.floor(c / 4), 16);
      return 9 * c + 2 * c + (c * d + 2 * d + d * 2 * c);
    });
    const added = selection.reduce((sum, parameters) => sum + parameters, 0);
    expect(describeModel(`${plain}_sk`).parameters).toBe(describeModel(plain).parameters + added);
    expect(depthwiseOf(`${plain}_sk`)).toEqual([]);
  });
});

describe.each([
  ['shufflenetv1', 16, '/1x1_increase'],
  ['shufflenetv2_x0_5_466', 4, '/shuffle'],
  ['shufflenetv2_x1_0_466', 16, '/shuffle'],
  ['mobilenet_v1', 16, '/3x3_depthwise'],
  ['mobilenet_v2', 16, '/3x3_depthwise'],
])('%s with SE', (plain, reduction, place) => {
  it(`has it in every unit, of as many channels as ${place.slice(1)} puts out`, () => {
    const places = describeModel(plain).parts.filter(
      ({ name }) => name.endsWith(place) && !name.includes('/shortcut/'),
    );
    const se = places.map(channelsOf).map((c) => {
      const hidden = Math.floor(c / reduction);
      return 2 * c * hidden + c + hidden;
    });
    const added = se.reduce((sum, parameters) => sum + parameters, 0);
    const { parts, parameters } = describeModel(`${plain}_se`);
    expect(parameters).toBe(describeModel(plain).parameters + added);
    expect(parts.filter(({ name }) => name.endsWith('/se/scale'))).toHaveLength(places.length);
  });
});

describe('Table S1', () => {
  it.each([
    ['shufflenetv2_x1_0_466_sk_relu_k3', ['relu', 'linear']],
    ['shufflenetv2_x1_0_466_sk_relu_k5', ['linear', 'relu']],
    ['shufflenetv2_x1_0_466_sk', ['linear', 'linear']],
    ['shufflenetv2_x1_0_466_sk_relu_both', ['relu', 'relu']],
  ])('%s has %o in the two paths of each unit', (name, wanted) => {
    const model = createModel(name, { inputShape: [32, 32, 3], widthMultiplier: 1 / 16, seed: 1 });
    const units = model.layers.filter((layer) => layer.getClassName() === 'SkConv2D');
    const activations = units.map((unit) =>
      (unit.getConfig()['branches'] as unknown as { activation: string }[]).map(
        ({ activation }) => activation,
      ),
    );
    expect(activations).toEqual(new Array(19).fill(wanted));
    model.dispose();
  });
});

describe('a network of another width', () => {
  it.each(light)('%s is whole from 2 percent of the width on', (name) => {
    const partsAt = (widthMultiplier: number): string[] =>
      // The groups of a depthwise convolution are its channels.
      describeModel(name, { widthMultiplier }).parts.map((part) => part.name.replace(/3x3g\d+/, '3x3'));
    for (const factor of [0.02, 0.1, 1 / 3, 0.77, 1.5]) expect(partsAt(factor)).toEqual(partsAt(1));
  });
});
