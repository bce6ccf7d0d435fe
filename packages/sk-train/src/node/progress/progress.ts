/** What a person sees while a command works, and the sentences that it is told in. */
import type { EpochRecord } from 'sk-models';
import type { StepEvent } from '../../fit/fit.js';

export interface Progress {
  /** Files read into memory so far. */
  reading(done: number, total: number): void;
  step(event: StepEvent): void;
  /** Test images looked at so far. */
  evaluating(images: number, total: number): void;
  /** Steps of a benchmark so far. */
  measuring(done: number, total: number): void;
  epoch(record: EpochRecord): void;
  /** A sentence that stays. */
  note(text: string): void;
  /** Nothing follows. */
  close(): void;
}

/** 0 to 1 as a percentage. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** One line for an epoch. */
export function describeEpoch(record: EpochRecord): string {
  const { testLoss = Number.NaN, testAccuracy } = record;
  const test =
    testAccuracy === undefined ? '' : `, test loss ${testLoss.toFixed(4)} accuracy ${percent(testAccuracy)}`;
  const train = `train loss ${record.trainLoss.toFixed(4)} accuracy ${percent(record.trainAccuracy)}`;
  const pace = `${record.imagesPerSecond.toFixed(1)} img/s, ${describeSeconds(record.seconds)}`;
  return `epoch ${record.epoch}: ${train}${test}, lr ${record.learningRate.toPrecision(3)}, ${pace}`;
}

/** The figures of a step, without its number. */
export function describeStep({
  loss,
  accuracy,
  learningRate,
  imagesPerSecond,
  dataWait,
}: StepEvent['record']): string {
  return `loss ${loss.toFixed(4)}, accuracy ${percent(accuracy)}, lr ${learningRate.toPrecision(3)}, ${imagesPerSecond.toFixed(1)} img/s, data wait ${percent(dataWait)}`;
}

function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** The time that is left at the pace of this process: a resumed run has not done the earlier steps. */
export class RemainingTime {
  #first: { readonly step: number; readonly time: number } | undefined;

  describe(step: number, totalSteps: number): string {
    const now = performance.now();
    this.#first ??= { step, time: now };
    if (step === this.#first.step) return 'unknown time';
    const perStep = (now - this.#first.time) / (step - this.#first.step);
    return describeSeconds((perStep * (totalSteps - step)) / 1000);
  }
}
