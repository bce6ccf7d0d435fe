import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLog, TrainingLog } from 'sk-io/node';
import type { EpochRecord, StepRecord } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { readEvents } from './support/eventReader.js';
import { temporaryFolder } from './support/temporaryFolder.js';
import { freshState } from './support/tinyNetwork.js';

const step = (number: number): StepRecord => ({
  kind: 'step',
  step: number,
  epoch: number / 3,
  loss: 1 / number,
  accuracy: 0.5,
  learningRate: 0.1,
  imagesPerSecond: 10,
  dataWait: 0,
});
const epoch = (number: number): EpochRecord => ({
  kind: 'epoch',
  step: number * 3,
  epoch: number,
  trainLoss: 1,
  trainAccuracy: 0.5,
  learningRate: 0.1,
  imagesPerSecond: 10,
  seconds: 1,
});

/** The records of a run, without the times at which they were written. */
const untimed = (run: string): unknown[] =>
  (readLog(run) ?? []).map(({ time, ...record }) => {
    expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(900);
    return record;
  });

/** Steps and times of a tag in the run's event file. */
const eventsOf = (run: string, wanted: string): (readonly [step: unknown, time: unknown])[] =>
  readEvents(readFileSync(join(run, 'events.out.tfevents.0.sk-train')))
    .filter(({ tag }) => tag === wanted)
    .map(({ step, wallTime }) => [step, wallTime]);

describe('TrainingLog', () => {
  it('writes each record as a line of JSON, and each epoch as a line of CSV', async () => {
    const run = await temporaryFolder();
    const log = await TrainingLog.open(run, freshState);
    const records = [
      step(1),
      step(2),
      step(3),
      { ...epoch(1), testLoss: 2, testAccuracy: 0.25, testLossEma: 1.5, testAccuracyEma: 0.75 },
    ];
    for (const record of records) log.append(record);
    expect(untimed(run)).toEqual(records);
    expect(readFileSync(join(run, 'log.csv'), 'utf8')).toBe(
      'epoch,step,trainLoss,trainAccuracy,testLoss,testAccuracy,learningRate,imagesPerSecond,seconds,testLossEma,testAccuracyEma\n1,3,1,0.5,2,0.25,0.1,10,1,1.5,0.75\n',
    );
  });

  it('forgets what came after the state that a run resumes from, and a line that was cut short', async () => {
    const run = await temporaryFolder();
    const log = await TrainingLog.open(run, freshState);
    for (const record of [step(1), step(2), step(3), epoch(1), step(4), step(5)]) log.append(record);
    appendFileSync(join(run, 'log.jsonl'), '{"kind":"step","st');
    await TrainingLog.open(run, { ...freshState, step: 4, epoch: 1, batch: 1 });
    expect(untimed(run)).toEqual([step(1), step(2), step(3), epoch(1), step(4)]);
    await TrainingLog.open(run, { ...freshState, step: 3, epoch: 0, batch: 3 });
    expect(untimed(run)).toEqual([step(1), step(2), step(3)]);
    expect(readFileSync(join(run, 'log.csv'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('writes what TensorBoard shows while the run goes on, at the times of the records, those of before a stop too', async () => {
    const run = await temporaryFolder();
    const log = await TrainingLog.open(run, freshState);
    expect(eventsOf(run, 'loss/batch')).toEqual([]);
    for (const record of [step(1), step(2), step(3), epoch(1), step(4), step(5)]) log.append(record);
    const timesOf = (kind: string) =>
      (readLog(run) ?? []).filter((record) => record.kind === kind).map(({ step, time }) => [step, time]);
    expect(eventsOf(run, 'loss/batch')).toEqual(timesOf('step'));
    expect(eventsOf(run, 'loss/train')).toEqual(timesOf('epoch'));
    const before = timesOf('step').slice(0, 4);
    const resumed = await TrainingLog.open(run, { ...freshState, step: 4, epoch: 1, batch: 1 });
    expect(eventsOf(run, 'loss/batch')).toEqual(before);
    resumed.append(step(5));
    expect(eventsOf(run, 'loss/batch').map(([number]) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(eventsOf(run, 'loss/batch').slice(0, 4)).toEqual(before);
  });
});
