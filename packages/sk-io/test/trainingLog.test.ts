import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLog, TrainingLog } from 'sk-io/node';
import type { EpochRecord, StepRecord } from 'sk-models';
import { describe, expect, it } from 'vitest';
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

describe('TrainingLog', () => {
  it('writes each record as a line of JSON, and each epoch as a line of CSV', async () => {
    const run = await temporaryFolder();
    const log = await TrainingLog.open(run, freshState);
    const records = [step(1), step(2), step(3), { ...epoch(1), testLoss: 2, testAccuracy: 0.25 }];
    for (const record of records) log.append(record);
    expect(readLog(run)).toEqual(records);
    expect(readFileSync(join(run, 'log.csv'), 'utf8')).toBe(
      'epoch,step,trainLoss,trainAccuracy,testLoss,testAccuracy,learningRate,imagesPerSecond,seconds\n1,3,1,0.5,2,0.25,0.1,10,1\n',
    );
  });

  it('forgets what came after the state that a run resumes from, and a line that was cut short', async () => {
    const run = await temporaryFolder();
    const log = await TrainingLog.open(run, freshState);
    for (const record of [step(1), step(2), step(3), epoch(1), step(4), step(5)]) log.append(record);
    appendFileSync(join(run, 'log.jsonl'), '{"kind":"step","st');
    await TrainingLog.open(run, { ...freshState, step: 4, epoch: 1, batch: 1 });
    expect(readLog(run)).toEqual([step(1), step(2), step(3), epoch(1), step(4)]);
    await TrainingLog.open(run, { ...freshState, step: 3, epoch: 0, batch: 3 });
    expect(readLog(run)).toEqual([step(1), step(2), step(3)]);
    expect(readFileSync(join(run, 'log.csv'), 'utf8').trim().split('\n')).toHaveLength(1);
  });
});
