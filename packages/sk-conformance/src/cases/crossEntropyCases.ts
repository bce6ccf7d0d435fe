/** Softmax cross entropy: sizes, label smoothing from none to all, logits that overflow, and labels of no class. */
import type { CaseOf, InputSpec } from './opCase.js';

interface Logits extends InputSpec {
  readonly shape: readonly [n: number, k: number];
}

interface Point {
  readonly title: string;
  readonly inputs: readonly [logits: Logits, labels: InputSpec];
  readonly attrs: { readonly labelSmoothing: number };
}

const smoothings: readonly number[] = [0, 0.1, 1];

const sizes: readonly Logits['shape'][] = [
  [6, 7],
  [5, 1],
  [1, 2],
  [3, 4],
  [2, 33],
  [4, 100],
  [2, 1000],
  [65, 10],
  [0, 5],
];

const logits: Readonly<Record<string, Logits>> = {
  ...Object.fromEntries(
    sizes.map((shape) => [`${shape[0]} x ${shape[1]} ${shape[1] === 1 ? 'class' : 'classes'}`, { shape }]),
  ),
  'logits up to 10': { shape: [4, 8], spread: 10 },
  'logits up to 100, which overflow a plain exponential': { shape: [4, 8], spread: 100 },
  'logits near 1000': { shape: [3, 5], mean: 1000, spread: 2 },
  'logits near -1000': { shape: [3, 5], mean: -1000, spread: 2 },
  'equal logits': { shape: [3, 4], mean: 0.5, spread: 0 },
};

const ofClass = ({ shape: [n, k] }: Logits): InputSpec => ({ shape: [n], below: k });

/** The images of such labels are NaN, and no others. */
const wrongLabels: Readonly<Record<string, InputSpec>> = {
  'some labels beyond the last class': { shape: [8], below: 9 },
  'the label K': { shape: [8], mean: 5, spread: 0 },
  'the label -1': { shape: [8], mean: -1, spread: 0 },
  'labels between two classes': { shape: [8], mean: 1.5, spread: 0.25 },
  'labels that are not a number': { shape: [8], mean: Number.NaN },
};

const points: readonly Point[] = Object.entries(logits).flatMap(([title, input]) =>
  smoothings.map(
    (labelSmoothing): Point => ({
      title: `${title}, smoothed by ${labelSmoothing}`,
      inputs: [input, ofClass(input)],
      attrs: { labelSmoothing },
    }),
  ),
);

const wrong: readonly Point[] = Object.entries(wrongLabels).flatMap(([title, labels]) =>
  smoothings.map(
    (labelSmoothing): Point => ({
      title: `${title}, smoothed by ${labelSmoothing}`,
      inputs: [{ shape: [8, 5] }, labels],
      attrs: { labelSmoothing },
    }),
  ),
);

export const crossEntropyCases: readonly CaseOf<'softmaxCrossEntropy'>[] = [...points, ...wrong].map(
  ({ title, inputs, attrs }) => ({
    name: `softmaxCrossEntropy: ${title}`,
    op: 'softmaxCrossEntropy',
    inputs,
    attrs,
  }),
);

export const crossEntropyBackpropCases: readonly CaseOf<'softmaxCrossEntropyBackprop'>[] = points.map(
  ({ title, inputs, attrs }) => ({
    name: `softmaxCrossEntropyBackprop: ${title}`,
    op: 'softmaxCrossEntropyBackprop',
    inputs: [...inputs, { shape: [inputs[0].shape[0]] }],
    attrs,
  }),
);
