/** Compares the figures that the paper prints for a model with each way of counting. Tables 1 to 7, S1 and S2. */
import type { PaperFigures } from '../../types.js';
import type { ModelDescription } from '../registry/describeModel.js';

/** The paper mixes these ways of counting; no single one gives all of its figures. */
export type Counting =
  | 'trainable'
  | 'trainable + running statistics'
  | 'convolutions and fc'
  | 'convolutions and fc + attention scaling'
  | 'convolutions and fc + batch-norm outputs';

export interface Reading {
  readonly counting: Counting;
  readonly count: number;
  /** In the unit and to the digits of the printed figure. */
  readonly rounded: string;
}

export interface PrintedFigure {
  readonly kind: 'parameters' | 'multiplyAdds';
  /** As the paper has it: '27.5M', '4.47', '40.39'. */
  readonly printed: string;
  readonly readings: readonly Reading[];
  /** The first reading that rounds to what is printed. */
  readonly reproducedBy?: Reading;
}

/** Returns a row for each figure that the paper prints for the model; none where it prints nothing. */
export function comparePaper(description: ModelDescription): readonly PrintedFigure[] {
  const { parameters, gflops, mflops }: Partial<PaperFigures> = description.paper ?? {};
  return [
    ...[parameters ?? []].flat().map((size) => figure('parameters', size, 1e6, sizes(description))),
    ...[gflops ?? []].flat().map((count) => figure('multiplyAdds', count, 1e9, work(description))),
    ...[mflops ?? []].flat().map((count) => figure('multiplyAdds', count, 1e6, work(description))),
  ];
}

type Counts = readonly (readonly [Counting, number])[];

const sizes = ({ parameters, statistics }: ModelDescription): Counts => [
  ['trainable', parameters],
  ['trainable + running statistics', parameters + statistics],
];

/** Counts the scaling by attention as a reading of its own where there is any. */
const work = ({ macs, attentionScaling, batchNormElements }: ModelDescription): Counts => [
  ['convolutions and fc', macs],
  ...(attentionScaling === 0
    ? []
    : [['convolutions and fc + attention scaling', macs + attentionScaling] as const]),
  ['convolutions and fc + batch-norm outputs', macs + batchNormElements],
];

function figure(kind: PrintedFigure['kind'], printed: string, unit: number, counts: Counts): PrintedFigure {
  const [number, suffix] = printed.endsWith('M') ? [printed.slice(0, -1), 'M'] : [printed, ''];
  const [, decimals = ''] = number.split('.');
  const readings = counts.map(([counting, count]): Reading => {
    return { counting, count, rounded: `${(count / unit).toFixed(decimals.length)}${suffix}` };
  });
  const reproducedBy = readings.find(({ rounded }) => rounded === printed);
  return { kind, printed, readings, ...(reproducedBy !== undefined && { reproducedBy }) };
}
