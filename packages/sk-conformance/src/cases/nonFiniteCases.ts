/**
 * Cases with one value that is no finite number, in each input in turn. Filters with such a value come without padding:
 * beyond a border one backend multiplies it by zero, which is NaN, and another leaves it out.
 */
import type { ConvSpec } from '../reference/index.js';
import { convSizes } from '../reference/index.js';
import type { CaseOf, InputSpec, OpCase } from './opCase.js';
import { opCases } from './opCases.js';

const values: readonly number[] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Number of cases, written down so that none gets lost. */
export const nonFiniteCaseCount = 411;

/** Cases of the other lists that are small. */
const others: readonly string[] = [
  'batchNormTraining: [2,5,5,3]',
  'batchNormTraining: [2,5,5,3], ReLU',
  'batchNormTraining: 8 channels, ReLU',
  'batchNormTrainingBackprop: [2,5,5,3]',
  'batchNormTrainingBackprop: 8 channels, ReLU',
  'batchNormAddRelu: [2,5,5,3]',
  'batchNormAddReluBackprop: [2,5,5,3]',
  'fuse: 2 branches of [1,3,3,12]',
  'fuse: 3 branches of [1,5,7,5]',
  'fuseBackprop: [1,5,7,5]',
  'branchSoftmax: 2 branches',
  'branchSoftmax: 5 branches, 33 channels',
  'branchSoftmaxBackprop: 2 branches',
  'select: 2 branches of [1,3,3,12]',
  'select: 3 branches of [1,5,7,5]',
  'selectBackpropBranch: branch 0 of 2, [1,3,3,12]',
  'selectBackpropAttention: 2 branches of [1,3,3,12]',
  'selectBackpropAttention: 3 branches of [1,5,7,5]',
  'channelShuffle: 2 groups of [1,5,3,6]',
  'softmaxCrossEntropy: 6 x 7 classes, smoothed by 0',
  'softmaxCrossEntropy: 6 x 7 classes, smoothed by 0.1',
  'dropout: 0.5 of [2,3,5], step 1',
];

interface Conv {
  readonly title: string;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
  readonly stride: number;
}

const convs: readonly Conv[] = [
  { title: '8 to 12 channels', channels: 8, filters: 12, groups: 1, stride: 1 },
  { title: '3 to 5 channels, stride 2', channels: 3, filters: 5, groups: 1, stride: 2 },
  { title: '4 groups of 2 channels', channels: 8, filters: 8, groups: 4, stride: 1 },
  { title: '9 channels depthwise', channels: 9, filters: 9, groups: 9, stride: 1 },
  { title: '8 channels depthwise, stride 2', channels: 8, filters: 8, groups: 8, stride: 2 },
];

/** Returns the case with a value in the middle of input k. */
const planted = <C extends OpCase>(c: C, k: number, value: number): C => ({
  ...c,
  name: `${c.name}, ${value} in input ${k}`,
  inputs: c.inputs.map((input: InputSpec, i: number) => (i === k ? { ...input, planted: value } : input)),
});

function convCases({ title, channels, filters, groups, stride }: Conv): readonly OpCase[] {
  const x: InputSpec = { shape: [2, 7, 8, channels] };
  const filter: InputSpec = { shape: [3, 3, channels / groups, filters] };
  const bias: InputSpec = { shape: [filters] };
  const spec = (padding: ConvSpec['padding']): ConvSpec => ({
    ...{ groups, strides: [stride, stride], dilations: [1, 1], padding },
  });
  const dyOf = (padding: ConvSpec['padding']): InputSpec => {
    const { oh, ow } = convSizes(x.shape, filter.shape, spec(padding));
    return { shape: [2, oh, ow, filters] };
  };
  return (['valid', 'same'] as const).flatMap((padding) => {
    const attrs = spec(padding);
    const dy = dyOf(padding);
    const name = `3x3 ${padding}, ${title}`;
    const forward: CaseOf<'groupedConv2d'> = {
      ...{ name: `groupedConv2d: ${name}`, op: 'groupedConv2d', inputs: [x, filter], attrs },
    };
    const fused: CaseOf<'fusedGroupedConv2d'> = {
      name: `fusedGroupedConv2d: ${name}, ReLU`,
      op: 'fusedGroupedConv2d',
      inputs: [x, filter, bias, dy],
      attrs: { ...attrs, activation: 'relu' },
    };
    const backInput: CaseOf<'groupedConv2dBackpropInput'> = {
      name: `groupedConv2dBackpropInput: ${name}`,
      op: 'groupedConv2dBackpropInput',
      inputs: [dy, filter],
      attrs: { ...attrs, shape: x.shape },
    };
    const backFilter: CaseOf<'groupedConv2dBackpropFilter'> = {
      name: `groupedConv2dBackpropFilter: ${name}`,
      op: 'groupedConv2dBackpropFilter',
      inputs: [x, dy],
      attrs: { ...attrs, shape: filter.shape },
    };
    const whole = padding === 'valid';
    return values.flatMap((value): OpCase[] => [
      ...(whole ? [0, 1] : [0]).map((k) => planted(forward, k, value)),
      ...(whole ? [0, 1, 2, 3] : [0, 2, 3]).map((k) => planted(fused, k, value)),
      planted(backInput, 0, value),
      ...(whole ? [0, 1] : [0]).map((k) => planted(backFilter, k, value)),
    ]);
  });
}

export const nonFiniteCases: readonly OpCase[] = [
  ...convs.flatMap(convCases),
  ...opCases
    .filter(({ name }) => others.includes(name))
    .flatMap((c) => c.inputs.flatMap((_, k) => values.map((value) => planted(c, k, value)))),
];
