/** A run as the training curves take it. */
import type { TrainingRecord } from 'sk-models';

export interface TrainingRun {
  /** In the legend, where several runs are drawn. */
  readonly name: string;
  readonly records: readonly TrainingRecord[];
}
