/**
 * Learning rates as pure functions of the step, so that a resumed run has the rate of the uninterrupted one.
 * Steps of a factor of 10: the paper's section 4.1 (every 30 epochs) and supplement D (at 50 % and 75 %). Restarts: Loshchilov
 * and Hutter, 2017; one cycle: Smith and Topin, 2018.
 */
import { checkOptions } from 'sk-core';
import { recipeNames } from './recipeFields.js';
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
 * @param reductions how often a schedule of kind plateau has lowered the rate
 * @throws OptionError for a setting that no recipe has
 */
export function learningRateAt(
  step: number,
  stepsPerEpoch: number,
  settings: ScheduleSettings,
  reductions = 0,
): number {
  checkOptions('learningRateAt: settings', settings, recipeNames);
  const { learningRate, schedule, epochs, warmupEpochs } = settings;
  const warmupSteps = Math.round(warmupEpochs * stepsPerEpoch);
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  const totalSteps = Math.round(epochs * stepsPerEpoch);
  return learningRate * factorAt(schedule, { step, warmupSteps, totalSteps, stepsPerEpoch, reductions });
}

interface Position {
  readonly step: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly reductions: number;
}

/** Returns the part of the initial rate. */
function factorAt(schedule: Schedule, position: Position): number {
  const { step, warmupSteps, totalSteps, stepsPerEpoch, reductions } = position;
  const left = Math.max(1, totalSteps - warmupSteps);
  const done = Math.min(1, (step - warmupSteps) / left);
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor(step / (schedule.everyEpochs * stepsPerEpoch));
    case 'milestones':
      return schedule.factor ** schedule.at.filter((part) => step >= part * totalSteps).length;
    case 'cosine':
      return between(1, schedule.floor, done);
    case 'cosine-restarts':
      return restarted(schedule, (step - warmupSteps) / stepsPerEpoch);
    case 'one-cycle':
      return oneCycle(schedule, step - warmupSteps, left);
    case 'polynomial':
      return schedule.floor + (1 - schedule.floor) * (1 - done) ** schedule.power;
    case 'plateau':
      return Math.max(schedule.factor ** reductions, schedule.floor);
  }
}

/** Returns the point of half a cosine between two values; `done` is 0 at the first and 1 at the last. */
function between(first: number, last: number, done: number): number {
  return last + (first - last) * ((1 + Math.cos(Math.PI * done)) / 2);
}

type Kind<K extends Schedule['kind']> = Extract<Schedule, { readonly kind: K }>;

function restarted({ firstEpochs, lengthen, decay, floor }: Kind<'cosine-restarts'>, epoch: number): number {
  if (lengthen === 1) {
    const cycle = Math.floor(epoch / firstEpochs);
    return between(decay ** cycle, floor, epoch / firstEpochs - cycle);
  }
  let [highest, length, passed] = [1, firstEpochs, epoch];
  for (; passed >= length; length *= lengthen) {
    passed -= length;
    highest *= decay;
  }
  return between(highest, floor, passed / length);
}

/** The rate is highest in the last step of the rise, and lowest in the last step of all. */
function oneCycle({ rise, start, end }: Kind<'one-cycle'>, step: number, steps: number): number {
  const [top, last] = [rise * steps - 1, steps - 1];
  if (step <= top) return between(start, 1, top === 0 ? 1 : step / top);
  return between(1, end, step >= last ? 1 : (step - top) / (last - top));
}
