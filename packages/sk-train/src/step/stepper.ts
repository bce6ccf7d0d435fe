/** What runs a step: the host or the device decides whether its loss may change anything. */
import type { Batch, LossScaling } from 'sk-models';

export interface StepResult {
  /** Mean over the batch, in nats, with label smoothing and class weights; NaN for a batch with an image that is not finite. */
  readonly loss: number;
  /** Images whose class had the highest score; of mixed images their own class, and not the partner's. */
  readonly correct: number;
  readonly images: number;
  /**
   * Whether the step has changed anything. It has not where the loss is not finite, nor where that of an earlier step was
   * not which had not ended when this one began. One that is skipped has moved the running averages.
   */
  readonly isApplied: boolean;
  /** Batches that the running averages had seen after the step, where they are corrected for their start. */
  readonly averagedBatches: number | undefined;
  /** Whether the gradients were not finite, so that the weights and what follows them stay as they were; in mixed precision alone. */
  readonly isSkipped: boolean;
  /** The scale of the loss after the step, in mixed precision. */
  readonly lossScaling: LossScaling | undefined;
}

/** Returns the result of a step that was not taken. */
export const nothingDone = (
  images: number,
  { averagedBatches, lossScaling }: Pick<StepResult, 'averagedBatches' | 'lossScaling'>,
): StepResult => ({
  loss: Number.NaN,
  correct: 0,
  images,
  isApplied: false,
  averagedBatches,
  isSkipped: false,
  lossScaling,
});

export interface Stepper {
  /** Steps that may be under way together. */
  readonly stepsInFlight: number;
  /** Steps that were replays of a recorded one. */
  readonly replays: number;
  /** Why steps are not recorded, where a backend could or the user asked for what only recorded ones do. */
  readonly refusal: string | undefined;
  /** Steps that have changed nothing; it counts one before its result is there. */
  readonly failedSteps: number;
  /** @param step The number of the step, for which random layers draw. */
  run(batch: Batch, learningRate: number, step: number): Promise<StepResult>;
  dispose(): void;
}
