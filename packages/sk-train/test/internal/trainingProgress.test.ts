import type { EpochRecord } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { describeEpoch, describeSkip, trainingWork } from '../../src/commands/fit/trainingProgress.js';

const epoch: EpochRecord = {
  kind: 'epoch',
  step: 10,
  epoch: 1,
  trainLoss: 1.5,
  trainAccuracy: 0.25,
  testLoss: 1.75,
  testAccuracy: 0.125,
  learningRate: 0.1,
  imagesPerSecond: 123.4,
  seconds: 75,
};

it('describeSkip says which step was skipped, and the scale that follows', () => {
  expect(describeSkip({ step: 12, scale: 32768, skippedSteps: 2 })).toBe(
    'step 12: its gradients overflow and it is skipped, as 2 of 12 steps were; the loss is scaled by 32768 from now on',
  );
});

describe('describeEpoch', () => {
  it('has loss and accuracy of both sets, where there is a test set', () => {
    expect(describeEpoch(epoch)).toBe(
      'epoch 1: train loss 1.5000 accuracy 25.0 %, test loss 1.7500 accuracy 12.5 %, lr 0.100, 123.4 img/s, 1 min 15 s',
    );
    expect(describeEpoch({ ...epoch, testLossEma: 1.5, testAccuracyEma: 0.5 })).toContain(
      'test loss 1.7500 accuracy 12.5 %, of the average 50.0 %, lr 0.100',
    );
    const { testLoss: _, testAccuracy: __, ...untested } = epoch;
    expect(describeEpoch(untested)).not.toContain('test');
  });
});

describe('trainingWork', () => {
  it('counts the steps of the epoch in a bar and those of the run in a log', () => {
    const work = trainingWork();
    const record = {
      kind: 'step',
      step: 12,
      epoch: 1.2,
      loss: 1.25,
      accuracy: 0.5,
      learningRate: 0.1,
      imagesPerSecond: 123.4,
      dataWait: 0.03,
    } as const;
    const text = 'loss 1.2500, accuracy 50.0 %, lr 0.100, 123.4 img/s, data wait 3.0 %, unknown time left';
    expect(work({ record, stepsPerEpoch: 10, totalSteps: 20 })).toEqual({
      title: 'epoch 2',
      done: 2,
      total: 10,
      text,
      line: `step 12 of 20: ${text}`,
    });
    const last = work({ record: { ...record, step: 20, epoch: 2 }, stepsPerEpoch: 10, totalSteps: 20 });
    expect(last).toMatchObject({ title: 'epoch 2', done: 10, text: expect.stringMatching(/, 0 s left$/) });
  });
});
