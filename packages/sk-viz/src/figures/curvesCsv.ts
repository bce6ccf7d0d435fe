/** The training curves as a table. */
import { csvText } from 'sk-io';
import { curvePoints } from './trainingCurves.js';
import type { TrainingRun } from './trainingRun.js';

/** One row for each point of the loss, the accuracy (percent) and the learning rate. */
export function curvesCsv(runs: readonly TrainingRun[]): string {
  const measures = ['loss', 'accuracy', 'learningRate'] as const;
  return csvText(
    ['run', 'measure', 'series', 'epoch', 'value'],
    measures.flatMap((measure) =>
      curvePoints(runs, measure).map(({ run, series, epoch, value }) => [run, measure, series, epoch, value]),
    ),
  );
}
