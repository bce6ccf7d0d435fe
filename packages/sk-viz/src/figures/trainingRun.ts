/** A run with the records of its log, from which the training curves are drawn. */
import type { TrainingRecord } from 'sk-models';

export interface TrainingRun {
  /** Name in the legend, where several runs are drawn. */
  readonly name: string;
  readonly records: readonly TrainingRecord[];
}
