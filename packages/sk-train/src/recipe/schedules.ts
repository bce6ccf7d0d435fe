/**
 * Learning rates as pure functions of the step, so that a resumed run has the rate of the uninterrupted one.
 * Steps of a factor of 10: the paper's section 4.1 (every 30 epochs) and supplement D (at 50 % and 75 %).
 */

export type Schedule =
  | { readonly kind: 'constant' }
  /** Multiplied by `factor` after each `everyEpochs` epochs. */
  | { readonly kind: 'step'; readonly everyEpochs: number; readonly factor: number }
  /** Multiplied by `factor` at each of these parts of the run, 0 to 1. */
  | { readonly kind: 'milestones'; readonly at: readonly number[]; readonly factor: number }
  /** Half a cosine down to `floor` times the initial rate, over what the warm-up leaves. */
  | { readonly kind: 'cosine'; readonly floor: number };

export interface ScheduleSettings {
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly epochs: number;
  /** Epochs in which the rate climbs linearly to `learningRate`. */
  readonly warmupEpochs: number;
}

/**
 * The rate for one optimiser step.
 * @param step counts from 0
 */
export function learningRateAt(step: number, stepsPerEpoch: number, settings: ScheduleSettings): number {
  const { learningRate, schedule, epochs, warmupEpochs } = settings;
  const warmupSteps = Math.round(warmupEpochs * stepsPerEpoch);
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  const totalSteps = Math.round(epochs * stepsPerEpoch);
  switch (schedule.kind) {
    case 'constant':
      return learningRate;
    case 'step':
      return learningRate * schedule.factor ** Math.floor(step / (schedule.everyEpochs * stepsPerEpoch));
    case 'milestones':
      return learningRate * schedule.factor ** schedule.at.filter((part) => step >= part * totalSteps).length;
    case 'cosine': {
      const done = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
      const share = (1 + Math.cos(Math.PI * done)) / 2;
      return learningRate * (schedule.floor + (1 - schedule.floor) * share);
    }
  }
}
