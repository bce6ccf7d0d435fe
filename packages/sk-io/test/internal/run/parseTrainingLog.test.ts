import { describe, expect, it } from 'vitest';

import { parseTrainingLog, TrainingLogError } from '../../../src/node/run/parseTrainingLog.js';

const step = {
  kind: 'step',
  step: 1,
  epoch: 0.1,
  loss: 2,
  accuracy: 0.1,
  learningRate: 0.1,
  imagesPerSecond: 9,
  dataWait: 0,
};
const epoch = {
  kind: 'epoch',
  step: 10,
  epoch: 1,
  trainLoss: 1,
  trainAccuracy: 0.5,
  learningRate: 0.1,
  imagesPerSecond: 9,
  seconds: 3,
};
const lines = (...records: unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

describe('parseTrainingLog', () => {
  it('a step and an epoch', () => {
    expect(parseTrainingLog(lines(step, epoch), 'log.jsonl')).toEqual([step, epoch]);
  });

  it('a last line that was cut short is left out', () => {
    expect(parseTrainingLog(`${lines(step)}{"kind":"epo`, 'log.jsonl')).toEqual([step]);
  });

  it('an empty file has no records', () => {
    expect(parseTrainingLog('', 'log.jsonl')).toEqual([]);
  });

  it.each([
    ['broken JSON in the middle', `{"kind"\n${lines(step)}`, 1],
    ['another kind', lines(step, { kind: 'note' }, step), 2],
    ['a loss that is no number', lines({ ...step, loss: null }, step), 1],
    ['no object', lines(3, step), 1],
  ])('%s is refused with its line', (_, text, line) => {
    expect(() => parseTrainingLog(text, 'log.jsonl')).toThrow(TrainingLogError);
    expect(() => parseTrainingLog(text, 'log.jsonl')).toThrow(`log.jsonl, line ${line}: not a record`);
  });
});
