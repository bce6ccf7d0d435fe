/** Batch normalisation in training: ranks, channel counts, with and without ReLU, and numbers that are hard on float32. */
import type { Tolerance } from '../numbers/close.js';
import { channelCounts } from './convCases.js';
import type { CaseOf, InputSpec } from './opCase.js';

interface Norm {
  readonly title: string;
  readonly x: InputSpec;
  readonly epsilon?: number;
  readonly tolerance?: Tolerance;
}

const shapes: readonly (readonly number[])[] = [
  [3, 2, 3, 4],
  [2, 5, 5, 3],
  [1, 7, 9, 6],
  [0, 3, 3, 4],
  [7, 3],
  [4, 33],
  [64, 5],
  [3, 4, 2],
  [2, 2, 3, 2, 3],
];

const norms: readonly Norm[] = [
  ...shapes.map((shape) => ({ title: `[${shape}]`, x: { shape } })),
  ...channelCounts.map((c) => ({
    title: c === 1 ? '1 channel' : `${c} channels`,
    x: { shape: [2, 3, 3, c] },
  })),
  { title: 'one value for each channel', x: { shape: [1, 1, 1, 5] } },
  { title: 'two values for each channel', x: { shape: [2, 6] } },
  { title: 'all values of a channel equal', x: { shape: [2, 3, 3, 4], mean: 0.75, spread: 0 } },
  { title: 'large values', x: { shape: [3, 4, 4, 5], spread: 1000 } },
  { title: 'small values, epsilon 1e-5', x: { shape: [3, 4, 4, 5], spread: 0.01 }, epsilon: 1e-5 },
  {
    title: 'a mean of 300 standard deviations',
    x: { shape: [3, 5, 5, 5], mean: 30, spread: 0.173 },
    epsilon: 1e-5,
    // Values near 30 are 2e-6 apart in float32, 2e-5 of the deviation of 0.1: a mean that is off by a few of them
    // moves the output by 1e-4. The mean of squares less the square of the mean would be off by 5e-3.
    tolerance: { rtol: 1e-3, atol: 1e-3 },
  },
  { title: 'a large batch', x: { shape: [8, 8, 8, 6] } },
];

/** A cheap subset, whose Jacobians are small. */
const small: readonly Norm[] = norms.filter(({ x }) => x.shape.reduce((a, b) => a * b, 1) <= 100);

const titled = (op: string, { title }: Norm, relu: boolean): string =>
  `${op}: ${title}${relu ? ', ReLU' : ''}`;

const attrs = ({ epsilon = 1e-3 }: Norm, relu: boolean): { epsilon: number; relu: boolean } => ({
  epsilon,
  relu,
});

const perChannel = ({ x }: Norm): InputSpec => ({ shape: x.shape.slice(-1) });

export const batchNormCases: readonly CaseOf<'batchNormTraining'>[] = norms.flatMap((norm) =>
  [false, true].map((relu) => ({
    name: titled('batchNormTraining', norm, relu),
    op: 'batchNormTraining' as const,
    inputs: [norm.x, perChannel(norm), perChannel(norm)],
    attrs: attrs(norm, relu),
    ...(norm.tolerance !== undefined && { tolerance: norm.tolerance }),
  })),
);

export const batchNormBackpropCases: readonly CaseOf<'batchNormTrainingBackprop'>[] = norms.flatMap((norm) =>
  [false, true].map((relu) => ({
    name: titled('batchNormTrainingBackprop', norm, relu),
    op: 'batchNormTrainingBackprop' as const,
    inputs: [
      norm.x,
      perChannel(norm),
      perChannel(norm),
      { shape: norm.x.shape },
      perChannel(norm),
      perChannel(norm),
    ],
    attrs: attrs(norm, relu),
    ...(norm.tolerance !== undefined && { tolerance: norm.tolerance }),
  })),
);

export const batchNormAddReluCases: readonly CaseOf<'batchNormAddRelu'>[] = norms.map((norm) => ({
  name: `batchNormAddRelu: ${norm.title}`,
  op: 'batchNormAddRelu',
  inputs: [norm.x, perChannel(norm), perChannel(norm), { shape: norm.x.shape }],
  attrs: { epsilon: norm.epsilon ?? 1e-3 },
  ...(norm.tolerance !== undefined && { tolerance: norm.tolerance }),
}));

export const batchNormAddReluBackpropCases: readonly CaseOf<'batchNormAddReluBackprop'>[] = norms.map(
  (norm) => ({
    name: `batchNormAddReluBackprop: ${norm.title}`,
    op: 'batchNormAddReluBackprop',
    inputs: [
      ...([norm.x, perChannel(norm), perChannel(norm), { shape: norm.x.shape }] as const),
      ...([{ shape: norm.x.shape }, perChannel(norm), perChannel(norm)] as const),
    ],
    attrs: { epsilon: norm.epsilon ?? 1e-3 },
    ...(norm.tolerance !== undefined && { tolerance: norm.tolerance }),
  }),
);

export const batchNormAddReluGradientCases: readonly CaseOf<'batchNormAddReluGradient'>[] = small
  .filter(({ x }) => !x.shape.includes(0) && x.spread !== 0)
  .map((norm) => ({
    name: `batchNormAddReluGradient: ${norm.title}`,
    op: 'batchNormAddReluGradient',
    inputs: [norm.x, perChannel(norm), perChannel(norm), { shape: norm.x.shape }, { shape: norm.x.shape }],
    attrs: { epsilon: 0.1 },
  }));

export const batchNormGradientCases: readonly CaseOf<'batchNormTrainingGradient'>[] = small
  .filter(({ x }) => !x.shape.includes(0) && x.spread !== 0)
  .flatMap((norm) =>
    [false, true].map((relu) => ({
      name: titled('batchNormTrainingGradient', norm, relu),
      op: 'batchNormTrainingGradient' as const,
      inputs: [norm.x, perChannel(norm), perChannel(norm), { shape: norm.x.shape }],
      // With 1e-3 a channel of two equal values would have derivatives near 1e6.
      attrs: { epsilon: 0.1, relu },
    })),
  );
