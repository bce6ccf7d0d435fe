import { PassThrough } from 'node:stream';
import type { EpochRecord } from 'sk-models';
import type { StepEvent } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { oneLine } from '../../src/node/commands/terminal.js';
import { BarProgress } from '../../src/node/progress/barProgress.js';
import { LineProgress } from '../../src/node/progress/lineProgress.js';
import { describeEpoch } from '../../src/node/progress/progress.js';

const event = (step: number): StepEvent => ({
  stepsPerEpoch: 10,
  totalSteps: 20,
  record: {
    kind: 'step',
    step,
    epoch: step / 10,
    loss: 1.25,
    accuracy: 0.5,
    learningRate: 0.1,
    imagesPerSecond: 123.4,
    dataWait: 0.03,
  },
});

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

describe('describeEpoch', () => {
  it('has loss and accuracy of both sets, where there is a test set', () => {
    expect(describeEpoch(epoch)).toBe(
      'epoch 1: train loss 1.5000 accuracy 25.0 %, test loss 1.7500 accuracy 12.5 %, lr 0.100, 123.4 img/s, 1 min 15 s',
    );
    const { testLoss: _, testAccuracy: __, ...untested } = epoch;
    expect(describeEpoch(untested)).not.toContain('test');
  });
});

describe('LineProgress', () => {
  it('writes a line for each epoch and note, and not for each step', () => {
    const lines: string[] = [];
    const progress = new LineProgress((text) => void lines.push(text));
    for (let step = 1; step <= 10; step++) progress.step(event(step));
    progress.measuring(1, 9);
    progress.epoch(epoch);
    progress.note('saved');
    expect(lines).toEqual([`${describeEpoch(epoch)}\n`, 'saved\n']);
  });
});

describe('BarProgress', () => {
  it('shows step, loss, accuracy, rate, speed, waiting and time left', () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
    const progress = new BarProgress(stream as unknown as NodeJS.WriteStream);
    progress.step(event(11));
    progress.step(event(12));
    progress.note('saved');
    const text = String(stream.read());
    expect(text).toContain('epoch 2 [');
    expect(text).toContain('/10 loss 1.2500, accuracy 50.0 %, lr 0.100, 123.4 img/s, data wait 3.0 %');
    expect(text.endsWith('saved\n')).toBe(true);
    progress.measuring(3, 9);
    progress.close();
    expect(String(stream.read())).toMatch(/measuring \[.*\] 3\/9 steps/);
  });
});

describe('oneLine', () => {
  it('keeps line breaks and escape sequences of file names out of the terminal', () => {
    expect(oneLine('a\n  b\u001b[31mc')).toBe('a b?[31mc');
    expect(oneLine('a\u202egpj.exe')).toBe('a?gpj.exe');
  });
});
