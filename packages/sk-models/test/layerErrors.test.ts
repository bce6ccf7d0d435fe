/** Configurations that cannot be: each error names layer and field, what was wanted, what came. */
import {
  SkArithmetic,
  SkBatchNorm,
  SkChannelShuffle,
  SkChannelSlice,
  SkConv2D,
  SkDropout,
  SkFit2D,
  SkFoldedConv2D,
  SkFusedConv2D,
  SkGroupedConv2D,
  SkGroupNorm,
  SkMaxPool2D,
  SkNormalization,
} from 'sk-models/layers';
import { describe, expect, it } from 'vitest';

const branches = [{ kernelSize: 3 }];
const name = 'it';

const cases: readonly (readonly [title: string, make: () => unknown, message: string])[] = [
  [
    'no filters',
    () => new SkGroupedConv2D({ name, filters: 0, kernelSize: 3 }),
    "SkGroupedConv2D 'it': filters wants a whole number from 1, got 0",
  ],
  [
    'filters that do not split',
    () => new SkGroupedConv2D({ name, filters: 6, kernelSize: 3, groups: 4 }),
    "SkGroupedConv2D 'it': filters wants a multiple of 4 groups, got 6",
  ],
  [
    'channels that do not split',
    () => new SkGroupedConv2D({ name, filters: 8, kernelSize: 3, groups: 4 }).build([1, 8, 8, 6]),
    "SkGroupedConv2D 'it': groups wants a divisor of 6 input channels, got 4",
  ],
  [
    'an unknown padding',
    () => new SkGroupedConv2D({ name, filters: 8, kernelSize: 3, padding: 'full' as 'same' }),
    `SkGroupedConv2D 'it': padding wants 'same', 'valid', a number or [top, bottom, left, right], got "full"`,
  ],
  [
    'three strides',
    () => new SkGroupedConv2D({ name, filters: 8, kernelSize: 3, strides: [1, 2, 3] as unknown as number }),
    "SkGroupedConv2D 'it': strides wants a number or [vertical, horizontal], got [1,2,3]",
  ],
  [
    'an unknown initialiser',
    () => new SkGroupedConv2D({ name, filters: 8, kernelSize: 3, kernelInitializer: 'he' as 'msra' }),
    `SkGroupedConv2D 'it': kernelInitializer wants 'msra' or 'gaussian' or 'zeros' or 'ones', got "he"`,
  ],
  [
    'a momentum above 1',
    () => new SkBatchNorm({ name, momentum: 1.5 }),
    "SkBatchNorm 'it': momentum wants a number from 0 to 1, got 1.5",
  ],
  [
    'no branches',
    () => new SkConv2D({ name, filters: 8, branches: [] }),
    "SkConv2D 'it': branches wants a list of at least one { kernelSize, ... }, got []",
  ],
  [
    'an even kernel',
    () => new SkConv2D({ name, filters: 8, branches: [{ kernelSize: 3 }, { kernelSize: 4 }] }),
    "SkConv2D 'it': branches[1].kernelSize wants an odd extent, so that all branches line up, got 4",
  ],
  [
    'an unknown padding of branches',
    () => new SkConv2D({ name, filters: 8, branches, padding: 'full' as 'same' }),
    `SkConv2D 'it': padding wants 'symmetric', 'same', 'valid', a number or [top, bottom, left, right], got "full"`,
  ],
  [
    'a padding that a smaller branch would have less than none of',
    () => new SkConv2D({ name, filters: 8, branches: [{ kernelSize: 5 }, { kernelSize: 1 }], padding: 1 }),
    "SkConv2D 'it': padding wants 'symmetric', or 2 pixels on every side for a branch that is so much smaller than the first, got [1,1,1,1]",
  ],
  [
    'groups that do not divide what a branch reads',
    () => new SkConv2D({ name, filters: 8, branches: [{ kernelSize: 3, groups: 8 }] }).build([1, 8, 8, 4]),
    "SkConv2D 'it': branches[0].groups wants a divisor of the 4 channels that the branch reads, got 8",
  ],
  [
    'an input that does not split',
    () =>
      new SkConv2D({ name, filters: 8, branches: [...branches, ...branches], splitInput: true }).build([
        1, 8, 8, 3,
      ]),
    "SkConv2D 'it': splitInput wants input channels that split into 2 parts, got 3",
  ],
  [
    'an attention to return where there is none',
    () => new SkConv2D({ name, filters: 8, branches, attention: false, returnAttention: true }),
    "SkConv2D 'it': returnAttention wants attention: true with it, got true",
  ],
  [
    'padding as wide as the window',
    () => new SkMaxPool2D({ name, poolSize: 2, padding: 2 }),
    "SkMaxPool2D 'it': padding wants less than the window of 2x2, got 2",
  ],
  [
    'a shuffle that does not divide',
    () => new SkChannelShuffle({ name, groups: 3 }).computeOutputShape([1, 2, 2, 8]),
    "SkChannelShuffle 'it': groups wants a divisor of 8 input channels, got 3",
  ],
  [
    'a dropout of everything',
    () => new SkDropout({ name, rate: 1 }),
    "SkDropout 'it': rate wants a number from 0 to below 1, got 1",
  ],
  [
    'a noise shape of another size',
    () => new SkDropout({ name, rate: 0.5, noiseShape: [null, 3] }).drawnShape([2, 4]),
    "SkDropout 'it': noiseShape wants sizes of 1 or of [2,4], got [null,3]",
  ],
  [
    'a noise shape that is a number',
    () => new SkDropout({ name, rate: 0.5, noiseShape: 1 as never }),
    "SkDropout 'it': noiseShape wants a list of sizes and null, got 1",
  ],
  [
    'a slice without channels',
    () => new SkChannelSlice({ name, from: 3, to: 3 }),
    "SkChannelSlice 'it': to wants a whole number from 4, got 3",
  ],
  [
    'a slice of channels that are not there',
    () => new SkChannelSlice({ name, from: 3, to: 9 }).computeOutputShape([1, 2, 2, 8]),
    "SkChannelSlice 'it': to wants at most the 8 channels of the input, got 9",
  ],
  [
    'an operation that is none',
    () => new SkArithmetic({ name, operation: 'power' as 'add' }),
    "SkArithmetic 'it': operation wants 'add' or 'subtract' or 'multiply' or 'divide' or 'maximum' or 'minimum', got \"power\"",
  ],
  [
    'arithmetic with one operand',
    () => new SkArithmetic({ name, operation: 'add' }).computeOutputShape([1, 2]),
    "SkArithmetic 'it': input wants two inputs, or one and a constant, got [[1,2]]",
  ],
  [
    'arithmetic with three operands',
    () =>
      new SkArithmetic({ name, operation: 'add', constant: 1 }).computeOutputShape([
        [1, 2],
        [1, 2],
      ]),
    "SkArithmetic 'it': input wants one input beside its constant, got [[1,2],[1,2]]",
  ],
  [
    'arithmetic of two ranks',
    () =>
      new SkArithmetic({ name, operation: 'add' }).computeOutputShape([
        [1, 2],
        [1, 2, 2],
      ]),
    "SkArithmetic 'it': input wants two inputs of one rank, with sizes that fit, got [[1,2],[1,2,2]]",
  ],
  [
    'a constant for other channels',
    () => new SkArithmetic({ name, operation: 'add', constant: [1, 2] }).computeOutputShape([1, 3]),
    "SkArithmetic 'it': constant wants a number, or one for each of 3 channels, got [1,2]",
  ],
  [
    'a constant that is none',
    () => new SkArithmetic({ name, operation: 'add', constant: [] }),
    "SkArithmetic 'it': constant wants a number or a list of them, got []",
  ],
  [
    'a first constant that is missing',
    () => new SkArithmetic({ name, operation: 'add', constantFirst: true }),
    "SkArithmetic 'it': constantFirst wants a constant, got nothing",
  ],
  [
    'a mean without a variance',
    () => new SkNormalization({ name, mean: 1 }),
    "SkNormalization 'it': mean wants a variance beside it, or neither, got 1",
  ],
  [
    'means of other channels',
    () => new SkNormalization({ name, mean: [1, 2], variance: 1 }).computeOutputShape([1, 3]),
    "SkNormalization 'it': mean wants one number for each of 3 channels, got [1,2]",
  ],
  [
    'groups that leave a rest',
    () => new SkGroupNorm({ name, groups: 3 }).computeOutputShape([1, 8]),
    "SkGroupNorm 'it': groups wants a divisor of the 8 channels, got 3",
  ],
  [
    'an infinite border',
    () => new SkFit2D({ name, size: 2, fillValue: Number.NaN }),
    "SkFit2D 'it': fillValue wants a finite number, got null",
  ],
];

describe('LayerConfigError', () => {
  it.each(cases)('%s', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ name: 'LayerConfigError', message }) as Error);
  });
});

describe('a setting that the layer does not know', () => {
  it.each([
    [
      () => new SkGroupedConv2D({ name, filters: 1, kernelSize: 3, activation: 'relu' } as never),
      "SkGroupedConv2D 'it' has no 'activation'; there are filters, kernelSize,",
    ],
    [
      () => new SkGroupedConv2D({ name, filters: 1, kernelSize: 3, dilatoinRate: 2 } as never),
      "SkGroupedConv2D 'it' has no 'dilatoinRate' (did you mean 'dilationRate'?); there are",
    ],
    [
      () => new SkConv2D({ name, filters: 8, branches: [{ kernelSize: 3, dilatoin: 2 } as never] }),
      "SkConv2D 'it': branches[0] has no 'dilatoin' (did you mean 'dilation'?); there are kernelSize, dilation",
    ],
    [
      () => new SkFusedConv2D({ name, filters: 8, kernelSize: 3, useBias: false } as never),
      "SkFusedConv2D 'it' has no 'useBias'",
    ],
    [
      () => new SkFoldedConv2D({ name, filters: 8, branches, momentum: 0.9 } as never),
      "SkFoldedConv2D 'it' has no 'momentum'",
    ],
  ])('is refused: %#', (make, message) => {
    expect(make).toThrow(expect.objectContaining({ name: 'LayerConfigError' }) as Error);
    expect(make).toThrow(message);
  });

  it('is none of those that TensorFlow.js and its older versions write for every layer', () => {
    const common = {
      ...{ name, trainable: false, dtype: 'float32', inputDType: 'float32', updatable: true },
      ...{ batchInputShape: [null, 4, 4, 2], batchSize: 1, inputShape: [4, 4, 2] },
    };
    const layer = SkGroupedConv2D.fromConfig(SkGroupedConv2D, { ...common, filters: 1, kernelSize: 3 });
    expect(layer).toMatchObject({ name, trainable: false, filters: 1, kernelSize: [3, 3] });
  });

  it('may belong to a class of somebody else that lists none', () => {
    class Louder extends SkGroupedConv2D {
      readonly gain: number;

      constructor(args: ConstructorParameters<typeof SkGroupedConv2D>[0] & { readonly gain: number }) {
        super(args);
        this.gain = args.gain;
      }
    }
    expect(new Louder({ filters: 1, kernelSize: 3, gain: 2 }).gain).toBe(2);
  });
});
