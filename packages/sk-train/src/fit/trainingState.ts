/** The position of a run before its first step. */
import type { TrainingState } from 'sk-models';

export const freshState: TrainingState = {
  step: 0,
  epoch: 0,
  batch: 0,
  lossSum: 0,
  correct: 0,
  images: 0,
  seconds: 0,
  bestAccuracy: 0,
};
