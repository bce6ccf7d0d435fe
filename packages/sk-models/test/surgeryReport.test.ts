/** What a surgery reports before it is done, whom it takes, and what it refuses. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model as makeModel, sequential } from '@tensorflow/tfjs-layers';
import {
  type ConvDescription,
  createModel,
  describeModel,
  freezeStages,
  type ReplaceConvsOptions,
  replaceConvs,
  surgeryText,
} from 'sk-models';
import { SkGroupedConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { mobileNetV1, mobileNetV2, resNet, through } from './surgeryTools.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** One convolution of each kind, and what surgery leaves alone. */
function mixed(): LayersModel {
  const x = input({ shape: [8, 8, 4], name: 'x' });
  const same = { padding: 'same', useBias: false } as const;
  const y = through(
    x,
    layers.conv2d({ name: 'dense', filters: 6, kernelSize: 3, kernelRegularizer: 'l1l2', ...same }),
    new SkGroupedConv2D({ name: 'grouped', filters: 4, kernelSize: 3, groups: 2, padding: 1 }),
    layers.depthwiseConv2d({ name: 'dw3', kernelSize: 3, ...same }),
    layers.depthwiseConv2d({ name: 'dw5', kernelSize: 5, ...same }),
    layers.conv2d({ name: 'dilated', filters: 4, kernelSize: 3, dilationRate: 2, ...same }),
    layers.conv2d({ name: 'row', filters: 4, kernelSize: [1, 3], ...same }),
    layers.conv2d({ name: 'point', filters: 4, kernelSize: 1, ...same }),
  );
  return makeModel({ inputs: x, outputs: y });
}

const dry = (options: ReplaceConvsOptions, model = mixed()): ReturnType<typeof replaceConvs>['report'] => {
  const { report } = replaceConvs(model, { ...options, dryRun: true });
  model.dispose();
  return report;
};
const taken = (options: ReplaceConvsOptions, model?: LayersModel): string[] =>
  dry(options, model).replaced.map(({ name }) => name);

describe('a match', () => {
  it.each([
    [undefined, ['dw3']],
    ['depthwise', ['dw3']],
    ['dense', ['dense']],
    ['grouped', ['grouped']],
    ['all', ['dense', 'grouped', 'dw3']],
    [/^d/, ['dense', 'dw3']],
    [/u/g, ['grouped']],
    ['dw*', ['dw3']],
    ['?????', ['dense']],
    ['grouped', ['grouped']],
    ['dw3', ['dw3']],
    [({ filters }: ConvDescription) => filters === 4, ['grouped', 'dw3']],
  ] as const)('%s takes %j', (match, names) => {
    expect(taken(match === undefined ? {} : { match })).toEqual(names);
  });

  it.each([
    ['dw_*', ['dw_1', 'dw_2', 'dw_3']],
    ['dw_2', ['dw_2']],
    ['d?_2', ['dw_2']],
  ])('%s is a glob or name for it as for freezeStages', (glob, names) => {
    expect(taken({ match: glob }, mobileNetV2())).toEqual(names);
    const model = mobileNetV2();
    const frozen = freezeStages(model, glob).filter((name) => /^dw_\d$/.test(name));
    expect(frozen.at(-1)).toBe(names.at(-1));
    model.dispose();
  });

  it('says why it leaves what it cannot replace', () => {
    const reasons = dry({ match: () => true }).skipped.map(({ name, reason }) => [name, reason]);
    expect(reasons).toEqual([
      ['dw5', 'its kernel is 5x5, not 3x3'],
      ['dilated', 'it is dilated by 2x2 already'],
      ['row', 'its kernel is 1x3, not 3x3'],
      ['point', 'its kernel is 1x1, not 3x3'],
    ]);
    expect(dry({}).skipped.map(({ name }) => name)).toEqual(['dw5']);
  });
});

describe('the report of a dry run', () => {
  it('allocates nothing and counts one depthwise convolution by hand', () => {
    const x = input({ shape: [8, 8, 4] });
    const conv = layers.depthwiseConv2d({ name: 'dw', kernelSize: 3, strides: 2, padding: 'same' });
    const model = makeModel({
      inputs: x,
      outputs: through(x, conv, layers.batchNormalization({ name: 'bn' })),
    });
    const held = tf.memory().numTensors;
    const { report } = replaceConvs(model, { dryRun: true });
    expect(tf.memory().numTensors).toBe(held);
    const before = { parameters: 36 + 4 + 8, statistics: 8, macs: 16 * 36, attentionScaling: 0 };
    const after = {
      // Two kernels and batch norms; fc1 of 4 x 16 with its batch norm; fc2 of 16 x 8.
      parameters: 2 * (36 + 8) + 64 + 32 + 128,
      statistics: 2 * 8 + 32,
      macs: 2 * 16 * 36 + 64 + 128,
      attentionScaling: 2 * 16 * 4,
    };
    expect(report).toEqual({
      replaced: [
        {
          ...{
            name: 'dw',
            className: 'DepthwiseConv2D',
            kind: 'depthwise',
            kernelSize: [3, 3],
            strides: [2, 2],
          },
          ...{ dilations: [1, 1], padding: 'same', channels: 4, filters: 4, groups: 4, uses: 1, width: 16 },
          branches: [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups: 4, activation: 'linear' })),
          ...{ absorbed: 'bn', dropped: [], before, after },
        },
      ],
      skipped: [],
      ...{ before, after },
    });
    model.dispose();
  });

  it('is that of the surgery itself', () => {
    const model = mobileNetV1();
    const { report, model: changed } = replaceConvs(model);
    expect(replaceConvs(model, { dryRun: true }).report).toEqual(report);
    model.dispose();
    changed.dispose();
  });

  it.each([
    ['shufflenetv2_x0_5_466', 'shufflenetv2_x0_5_466_sk'],
    ['mobilenet_v1', 'mobilenet_v1_sk'],
    ['mobilenet_v2', 'mobilenet_v2_sk'],
  ])('of %s has the counts of %s, which is built with SK units', (plain, built) => {
    const model = createModel(plain, { seed: 1 });
    const { after } = dry({}, model);
    const { parameters, statistics, macs, attentionScaling } = describeModel(built);
    expect(after).toEqual({ parameters, statistics, macs, attentionScaling });
  });

  it('names regularisers that get lost', () => {
    expect(dry({ match: 'dense' }).replaced[0]?.dropped).toEqual(['kernelRegularizer']);
    const separable = layers.separableConv2d({
      ...{ name: 'a', inputShape: [8, 8, 2], filters: 4, kernelSize: 3, depthwiseConstraint: 'nonNeg' },
      ...{ pointwiseRegularizer: 'l1l2', biasConstraint: 'nonNeg' },
    });
    expect(dry({}, sequential({ layers: [separable] })).replaced[0]?.dropped).toEqual([
      'depthwiseConstraint',
    ]);
  });

  it('as text has a line for each convolution and one for the sums', () => {
    expect(surgeryText(dry({ match: /^d/ })).split('\n')).toMatchInlineSnapshot(`
      [
        "convolution  was                       becomes                  #P            MMACs",
        "dense        dense 3x3, 6 filters      SK[3x3, 3x3 d2], d = 32  216 -> 1,096  0.01 -> 0.03",
        "dw3          depthwise 3x3, 4 filters  SK[3x3, 3x3 d2], d = 16  36 -> 312     0.00 -> 0.00",
        "the model                                                       672 -> 1,828  0.04 -> 0.06",
        "left as it is: dw5: its kernel is 5x5, not 3x3",
        "left as it is: dilated: it is dilated by 2x2 already",
      ]
    `);
  });
});

describe('ModelError', () => {
  const cases: readonly (readonly [string, () => unknown, RegExp | string])[] = [
    [
      'for a graph model',
      () => replaceConvs({ executor: {}, modelStructureVersion: '1' } as unknown as LayersModel),
      /^replaceConvs: got a tf\.GraphModel, a frozen graph without layers .*--output_format=tfjs_layers_model/,
    ],
    [
      'for what is no model',
      () => replaceConvs([] as unknown as LayersModel),
      'replaceConvs: wants a tf.LayersModel of the same copy of @tensorflow/tfjs-layers as sk-models, got Array',
    ],
    [
      'where nothing matches, with what there is',
      () =>
        dry(
          {},
          sequential({
            layers: [layers.conv2d({ name: 'a', filters: 2, kernelSize: 3, inputShape: [4, 4, 1] })],
          }),
        ),
      'replaceConvs: there is no depthwise 3x3 convolution to replace; there are:\n  a (Conv2D, dense 3x3, 2 filters)',
    ],
    [
      'where what matches cannot be replaced, with the reason',
      () => dry({ match: /dw5/ }),
      /no 3x3 convolution that \/dw5\/ matches to replace; there are:\n.*\n {2}dw5 \(DepthwiseConv2D, depthwise 5x5, 4 filters\): its kernel is 5x5, not 3x3\n/s,
    ],
    [
      'where a glob finds nothing',
      () => dry({ match: 'SK_*' }),
      /^replaceConvs: there is no 3x3 convolution that 'SK_\*' matches to replace; there are:\n/,
    ],
    [
      'for a name that no convolution has',
      () => dry({ match: 'dw33' }),
      "a pattern, a function, or a name or glob of layers, got 'dw33' (did you mean 'dw3'?)",
    ],
    [
      'where there is no convolution at all',
      () => dry({ match: 'all' }, sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] })),
      'replaceConvs: there is no 3x3 convolution to replace, nor any other',
    ],
    [
      'for ReLUs in the paths of the same function',
      () => dry({ with: { activation: 'relu' } }),
      /^replaceConvs: dw3: start 'same-function' wants linear paths/,
    ],
    [
      'for a first branch that cannot hold the old kernel',
      () => dry({ with: { branches: [{ kernelSize: 5 }, { kernelSize: 3 }] }, start: 'random' }),
      /^replaceConvs: dw3: start 'random' wants a first branch of 3x3, not dilated, got /,
    ],
    [
      'for groups that the old kernel does not have',
      () => dry({ match: 'dense', with: { branches: [{ kernelSize: 3, groups: 2 }] }, start: 'keep' }),
      /^replaceConvs: dense: start 'keep' wants a first branch of 1 groups, which the old kernel has/,
    ],
  ];

  it.each(cases)('%s', (_, act, message) => {
    expect(act).toThrow(expect.objectContaining({ name: 'ModelError' }) as Error);
    expect(act).toThrow(message);
  });

  it("other groups are welcome at random, as SKNet's 32 in a ResNet", () => {
    const branches = [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups: 2 }));
    const { replaced } = dry({ match: 'dense', with: { branches, activation: 'relu' }, start: 'random' });
    expect(replaced[0]?.branches.map(({ groups, activation }) => [groups, activation])).toEqual([
      [2, 'relu'],
      [2, 'relu'],
    ]);
  });
});

it('a layer that cannot be copied leaves nothing behind', () => {
  class Stubborn extends layers.Layer {
    static readonly className = 'Stubborn';
    static override fromConfig(): never {
      throw new Error('Stubborn: no');
    }
    override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
      return x;
    }
  }
  const inner = resNet();
  const outer = sequential({ layers: [inner, new Stubborn({})] });
  const held = tf.memory().numTensors;
  expect(() => replaceConvs(outer, { match: 'dense' })).toThrow('Stubborn: no');
  expect(tf.memory().numTensors).toBe(held);
  outer.dispose();
});
