/** The training curves as a table. */
import { csvText } from 'sk-io';
import { curvePoints, curveQuantities } from './trainingCurves.js';
import type { TrainingRun } from './trainingRun.js';

/** Writes one row for each point of the loss, the accuracy (percent) and the learning rate. */
export function curvesCsv(runs: readonly TrainingRun[]): string {
  return csvText(
    ['run', 'measure', 'series', 'epoch', 'value'],
    curveQuantities.flatMap((quantity) =>
      curvePoints(runs, quantity).map(({ run, series, epoch, value }) => [
        run,
        quantity,
        series,
        epoch,
        value,
      ]),
    ),
  );
}
