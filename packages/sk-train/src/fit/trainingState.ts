/** Where a run stands: with the weights and velocities, all that a resumed run needs to go on as if never stopped. */

export interface TrainingState {
  /** Optimiser steps so far. */
  readonly step: number;
  /** Epochs that are complete. */
  readonly epoch: number;
  /** Batches of the current epoch that are used up. */
  readonly batch: number;
  /** Sums over the current epoch. */
  readonly lossSum: number;
  readonly correct: number;
  readonly images: number;
  readonly seconds: number;
  /** The highest test accuracy so far, 0 to 1. */
  readonly bestAccuracy: number;
}

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
