import { trainingEvents } from 'sk-io';
import type { TrainingRecord } from 'sk-models';
import { describe, expect, it } from 'vitest';

describe('trainingEvents', () => {
  const step = (at: number, epoch: number): TrainingRecord => ({
    kind: 'step',
    step: at,
    epoch,
    loss: 1 / at,
    accuracy: 0.5,
    learningRate: 0.1,
    imagesPerSecond: 100,
    dataWait: 0,
  });
  const epoch = (at: number, testLoss?: number): TrainingRecord => ({
    kind: 'epoch',
    step: 10 * at,
    epoch: at,
    trainLoss: 0.5,
    trainAccuracy: 0.8,
    ...(testLoss === undefined ? {} : { testLoss, testAccuracy: 0.75 }),
    learningRate: 0.1,
    imagesPerSecond: 100,
    seconds: 20,
  });

  it('every number of the log, at its step and second', () => {
    const events = trainingEvents([step(5, 0.5), epoch(1, 0.6), step(15, 1.5), epoch(2)]);
    const at = (tag: string): unknown =>
      events.filter((event) => event.tag === tag).map((e) => [e.step, e.wallTime, e.value]);
    expect(at('loss/batch')).toEqual([
      [5, 10, 0.2],
      [15, 30, 1 / 15],
    ]);
    expect(at('loss/test')).toEqual([[10, 20, 0.6]]);
    expect(at('accuracy/train')).toEqual([
      [10, 20, 0.8],
      [20, 40, 0.8],
    ]);
    expect(events).toHaveLength(2 * 5 + 4 + 2);
  });

  it('of the average of the weights too', () => {
    const events = trainingEvents([
      { ...epoch(1, 0.6), testLossEma: 0.4, testAccuracyEma: 0.9 } as TrainingRecord,
    ]);
    expect(events.filter(({ tag }) => tag.endsWith('average')).map(({ value }) => value)).toEqual([0.4, 0.9]);
  });

  it('so that the last one ends when a log without times was written', () => {
    const events = trainingEvents([step(5, 0.5), epoch(1), step(15, 1.5), epoch(2)], 1e9);
    const at = (tag: string) => events.filter((event) => event.tag === tag).map(({ wallTime }) => wallTime);
    expect(at('loss/batch')).toEqual([1e9 - 30, 1e9 - 10]);
    expect(at('loss/train')).toEqual([1e9 - 20, 1e9]);
  });

  it('at its own time where the log has it', () => {
    const events = trainingEvents([{ ...step(5, 0.5), time: 1e9 }, epoch(1)]);
    expect(new Set(events.map(({ wallTime }) => wallTime))).toEqual(new Set([1e9, 20]));
  });
});
