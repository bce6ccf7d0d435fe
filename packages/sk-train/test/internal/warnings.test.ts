import type { EpochRecord } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { warningsAfter, warningsBefore } from '../../src/commands/fit/warnings.js';

const labels = (...counts: number[]): number[] => counts.flatMap((count, label) => Array(count).fill(label));
const good = { classNames: ['a', 'b'], labels: labels(100, 100), batchSize: 8, epochs: 10 };

describe('warningsBefore', () => {
  it.each([
    ['nothing', good, []],
    ['one class alone', { ...good, classNames: ['a'], labels: labels(200) }, [/"a" is the only class/]],
    [
      'classes of unequal size',
      { ...good, labels: labels(190, 10) },
      [/"a" has 190 images, "b" has 10; small classes/],
    ],
    [
      'nothing of them where they are weighted',
      { ...good, labels: labels(190, 10), classWeights: 'balanced' as const },
      [],
    ],
    [
      'nothing of them where they are drawn evenly',
      { ...good, labels: labels(190, 10), sampling: 'balanced' as const },
      [],
    ],
    [
      'a correction that is made twice',
      { ...good, classWeights: 'balanced' as const, sampling: 'balanced' as const },
      [/twice the correction: take one of the two/],
    ],
    [
      'a batch of more than all',
      { ...good, batchSize: 500, epochs: 60 },
      [/a batch of 500 is more than all 200/],
    ],
    ['few steps', { ...good, epochs: 1 }, [/only 25 steps in all/]],
  ])('says %s', (_, facts, wanted) => {
    const warnings = warningsBefore(facts);
    expect(warnings).toHaveLength(wanted.length);
    for (const [i, message] of wanted.entries()) expect(warnings[i]).toMatch(message);
  });
});

describe('warningsAfter', () => {
  const record = (trainAccuracy: number, testAccuracy?: number): EpochRecord => ({
    ...{ kind: 'epoch', step: 9, epoch: 3, trainLoss: 1, learningRate: 0.1, imagesPerSecond: 9, seconds: 1 },
    trainAccuracy,
    ...(testAccuracy !== undefined && { testAccuracy }),
  });

  it.each([
    ['nothing of a good run', record(0.99, 0.95), 3, undefined],
    ['nothing without test images', record(0.99), 3, undefined],
    ['nothing of one class', record(1, 1), 1, undefined],
    ['a test accuracy at chance', record(0.9, 0.33), 3, /33\.0 % is chance for 3 classes/],
    ['training far above test', record(0.99, 0.6), 3, /\(99\.0 %\) and the test images are not \(60\.0 %\)/],
  ])('says %s', (_, of, classes, wanted) => {
    const warnings = warningsAfter(of, classes);
    expect(warnings).toHaveLength(wanted === undefined ? 0 : 1);
    if (wanted !== undefined) expect(warnings[0]).toMatch(wanted);
  });
});
