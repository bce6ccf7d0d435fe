/**
 * Learning rates as pure functions of the step, so that a resumed run has the rate of the uninterrupted one.
 * Steps of a factor of 10: the paper's section 4.1 (every 30 epochs) and supplement D (at 50 % and 75 %).
 */
import { checkOptions } from 'sk-core';
import { recipeNames } from './recipe.js';
import type { Schedule } from './schedule.js';

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
 * @param settings these alone, or a whole recipe
 * @throws OptionError for a setting that no recipe has
 */
export function learningRateAt(step: number, stepsPerEpoch: number, settings: ScheduleSettings): number {
  checkOptions('learningRateAt: settings', settings, recipeNames);
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
