/** Loss, accuracy and learning rate over a run, from the records of its log. */
import type { TrainingRecord } from 'sk-models';
import type { Figure } from './figure.js';
import { columnWidth, seriesColours } from './theme.js';

export type Measure = 'loss' | 'accuracy' | 'learningRate';

interface Point {
  readonly epoch: number;
  readonly value: number;
  readonly series: string;
}

const names = { step: 'training, batches', epoch: 'training, epoch', test: 'test, epoch' } as const;

const titles: Readonly<Record<Measure, string>> = {
  loss: 'Cross-entropy loss (nats)',
  accuracy: 'Top-1 accuracy (%)',
  learningRate: 'Learning rate',
};

/** Lines of single batches are drawn with no more points than this; each is then the mean of its neighbours. */
const mostPoints = 240;

/** One measure over the epochs: batches as a thin line, epochs as points. */
export function trainingCurves(records: readonly TrainingRecord[], measure: Measure): Figure {
  const points = [...stepPoints(records, measure), ...epochPoints(records, measure)];
  const present = Object.values(names).filter((name) => points.some(({ series }) => series === name));
  const x = { field: 'epoch', type: 'quantitative' as const, title: 'Epoch', scale: { nice: false } };
  const y = {
    field: 'value',
    type: 'quantitative' as const,
    title: titles[measure],
    scale: { zero: measure === 'learningRate' },
  };
  const color = {
    field: 'series',
    type: 'nominal' as const,
    title: null,
    scale: {
      domain: present,
      range: present.map((name) => seriesColours[Object.values(names).indexOf(name)]!),
    },
    ...(measure === 'learningRate' ? { legend: null } : {}),
  };
  const only = (series: string) => [{ filter: { field: 'series', equal: series } }];
  const epochs = { filter: { field: 'series', oneOf: [names.epoch, names.test] } };
  return {
    description: `${titles[measure]} over the epochs of the run.`,
    width: columnWidth,
    height: 200,
    data: { values: points.map((point) => ({ ...point })) },
    layer: [
      {
        transform: only(names.step),
        mark: { type: 'line', strokeWidth: 1, aria: false },
        encoding: { x, y, color },
      },
      {
        transform: [epochs],
        mark: { type: 'line', strokeWidth: 1.75, aria: false },
        encoding: { x, y, color },
      },
      {
        transform: [epochs],
        mark: { type: 'point', filled: true, size: 40, opacity: 1 },
        encoding: { x, y, color },
      },
    ],
  };
}

function stepPoints(records: readonly TrainingRecord[], measure: Measure): Point[] {
  const steps = records.filter((record) => record.kind === 'step');
  const each = Math.ceil(steps.length / mostPoints);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  return Array.from({ length: Math.ceil(steps.length / Math.max(1, each)) }, (_, i) => {
    const own = steps.slice(i * each, (i + 1) * each);
    return {
      epoch: mean(own.map(({ epoch }) => epoch)),
      value: mean(own.map((record) => inUnits(record[measure], measure))),
      series: names.step,
    };
  });
}

function epochPoints(records: readonly TrainingRecord[], measure: Measure): Point[] {
  if (measure === 'learningRate') return [];
  const [train, test] =
    measure === 'loss' ? (['trainLoss', 'testLoss'] as const) : (['trainAccuracy', 'testAccuracy'] as const);
  return records
    .filter((record) => record.kind === 'epoch')
    .flatMap((record) =>
      (
        [
          [names.epoch, record[train]],
          [names.test, record[test]],
        ] as const
      ).flatMap(([series, value]) =>
        value === undefined ? [] : [{ epoch: record.epoch, value: inUnits(value, measure), series }],
      ),
    );
}

function inUnits(value: number, measure: Measure): number {
  return measure === 'accuracy' ? value * 100 : value;
}
