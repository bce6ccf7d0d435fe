/** Loss, accuracy and learning rate over one run or several, from the records of their logs. */
import type { TrainingRecord } from 'sk-models';
import type { Figure } from './figure.js';
import { columnWidth, seriesColours, seriesEncoding } from './theme.js';
import type { TrainingRun } from './trainingRun.js';

export type CurveQuantity = 'loss' | 'accuracy' | 'learningRate';

export interface CurvePoint {
  readonly run: string;
  readonly epoch: number;
  readonly value: number;
  readonly series: CurveSeries;
}

const curveSeries = ['training, batches', 'training, epoch', 'test, epoch'] as const;
type CurveSeries = (typeof curveSeries)[number];
const [batches, training, test] = curveSeries;

const titles: Readonly<Record<CurveQuantity, string>> = {
  loss: 'Cross-entropy loss (nats)',
  accuracy: 'Top-1 accuracy (%)',
  learningRate: 'Learning rate',
};

/** Lines of single batches are drawn with no more points than this; each is then the mean of its neighbours. */
const mostPoints = 240;

/**
 * One quantity over the epochs. Of one run: batches as a thin line, epochs as points. Of several: a colour for each, the
 * tests after each epoch as points, the training as a dashed line.
 */
export function trainingCurves(runs: readonly TrainingRun[], quantity: CurveQuantity): Figure {
  const points = curvePoints(runs, quantity);
  const several = runs.length > 1;
  return {
    description: `${titles[quantity]} over the epochs of ${several ? `${runs.length} runs` : 'the run'}.`,
    width: columnWidth,
    height: 200,
    data: { values: points.map((point) => ({ ...point })) },
    layer: several ? bySeveral(runs, quantity) : bySeries(points, quantity),
  };
}

/** What the curves are drawn from, and what `curves.csv` holds. */
export function curvePoints(runs: readonly TrainingRun[], quantity: CurveQuantity): CurvePoint[] {
  return runs.flatMap(({ name, records }) =>
    [...stepPoints(records, quantity), ...epochPoints(records, quantity)].map((point) => ({
      run: name,
      ...point,
    })),
  );
}

function axes(quantity: CurveQuantity) {
  return {
    x: { field: 'epoch', type: 'quantitative' as const, title: 'Epoch', scale: { nice: false } },
    y: {
      field: 'value',
      type: 'quantitative' as const,
      title: titles[quantity],
      scale: { zero: quantity === 'learningRate' },
    },
  };
}

const only = (...series: CurveSeries[]) => [{ filter: { field: 'series', oneOf: series } }];

function bySeries(points: readonly CurvePoint[], quantity: CurveQuantity) {
  const present = curveSeries.filter((name) => points.some(({ series }) => series === name));
  const color = {
    field: 'series',
    type: 'nominal' as const,
    title: null,
    scale: {
      domain: present,
      range: present.map((name) => seriesColours[curveSeries.indexOf(name)]!),
    },
    ...(quantity === 'learningRate' ? { legend: null } : {}),
  };
  const encoding = { ...axes(quantity), color };
  return [
    {
      transform: only(batches),
      mark: { type: 'line' as const, strokeWidth: 1, aria: false },
      encoding,
    },
    {
      transform: only(training, test),
      mark: { type: 'line' as const, strokeWidth: 1.75, aria: false },
      encoding,
    },
    {
      transform: only(training, test),
      mark: { type: 'point' as const, filled: true, size: 40, opacity: 1 },
      encoding,
    },
  ];
}

function bySeveral(runs: readonly TrainingRun[], quantity: CurveQuantity) {
  const { color, shape } = seriesEncoding(
    'run',
    null,
    runs.map(({ name }) => name),
  );
  const encoding = { ...axes(quantity), color };
  return [
    {
      transform: only(quantity === 'learningRate' ? batches : training),
      mark: { type: 'line' as const, strokeWidth: 1.25, strokeDash: [4, 3], aria: false },
      encoding,
    },
    {
      transform: only(test),
      mark: { type: 'line' as const, strokeWidth: 1.75, aria: false },
      encoding,
    },
    {
      transform: only(test),
      mark: { type: 'point' as const, filled: true, size: 40, opacity: 1 },
      encoding: { ...encoding, shape },
    },
  ];
}

type SeriesPoint = Omit<CurvePoint, 'run'>;

function stepPoints(records: readonly TrainingRecord[], quantity: CurveQuantity): SeriesPoint[] {
  const steps = records.filter((record) => record.kind === 'step');
  const each = Math.ceil(steps.length / mostPoints);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  return Array.from({ length: Math.ceil(steps.length / Math.max(1, each)) }, (_, i) => {
    const own = steps.slice(i * each, (i + 1) * each);
    return {
      epoch: mean(own.map(({ epoch }) => epoch)),
      value: mean(own.map((record) => inUnits(record[quantity], quantity))),
      series: batches,
    };
  });
}

function epochPoints(records: readonly TrainingRecord[], quantity: CurveQuantity): SeriesPoint[] {
  if (quantity === 'learningRate') return [];
  const [trained, tested] =
    quantity === 'loss' ? (['trainLoss', 'testLoss'] as const) : (['trainAccuracy', 'testAccuracy'] as const);
  return records
    .filter((record) => record.kind === 'epoch')
    .flatMap((record) =>
      ([[training, record[trained]] as const, [test, record[tested]] as const] as const).flatMap(
        ([series, value]) =>
          value === undefined ? [] : [{ epoch: record.epoch, value: inUnits(value, quantity), series }],
      ),
    );
}

function inUnits(value: number, quantity: CurveQuantity): number {
  return quantity === 'accuracy' ? value * 100 : value;
}
