/** Tests the steps that `plan` predicts, and the times of allreduce that they follow from. */
import { describe, expect, it } from 'vitest';
import { allreduceTime, linkOf, timeBetween } from '../../src/commands/plan/allreduceTime.js';
import { predictStep } from '../../src/commands/plan/predictSteps.js';

const link = { latency: 1e-5, bandwidth: 1e10 };

describe('allreduceTime', () => {
  it('a ring passes an n-th of the bytes 2 (n - 1) times', () => {
    expect(allreduceTime(1e8, 8, link)).toEqual({ seconds: 14 * (1e-5 + 1e8 / 8 / 1e10), by: 'ring' });
  });

  it('a tree is faster for short messages of many ranks', () => {
    expect(allreduceTime(40, 512, link)).toEqual({ seconds: 18 * (1e-5 + 40 / 1e10), by: 'tree' });
  });
});

describe('linkOf', () => {
  it.each([2, 3, 8])('finds the link by which a ring of %i ranks was timed', (ranks) => {
    const samples = [0, 4096, 1e8].map((bytes) => ({
      bytes,
      seconds: 2 * (ranks - 1) * (link.latency + bytes / ranks / link.bandwidth),
    }));
    const found = linkOf(samples, ranks);
    expect(found.latency).toBeCloseTo(link.latency, 12);
    expect(found.bandwidth / link.bandwidth).toBeCloseTo(1, 9);
  });

  it('stays finite where a long message took no longer than a short one', () => {
    const { bandwidth } = linkOf(
      [
        { bytes: 8, seconds: 1 },
        { bytes: 1e6, seconds: 1 },
      ],
      2,
    );
    expect(bandwidth / 1e9).toBeCloseTo(1, 4);
  });

  it('wants two samples of two ranks', () => {
    expect(() => linkOf([{ bytes: 8, seconds: 1 }], 2)).toThrow(RangeError);
  });
});

it('timeBetween lies on the lines between samples, and beyond the last at its rate', () => {
  const samples = [
    { bytes: 100, seconds: 1 },
    { bytes: 300, seconds: 5 },
  ];
  expect([10, 100, 200, 300, 600].map((bytes) => timeBetween(samples, bytes))).toEqual([1, 1, 3, 5, 10]);
});

describe('predictStep', () => {
  const inputs = { step: 0.2, batchSize: 32, messages: [1e8, 40], link };

  it('one rank has nothing to exchange', () => {
    expect(predictStep(inputs, 1)).toEqual({
      ...{ ranks: 1, batchSize: 32, step: 0.2, exchange: 0, by: undefined },
      ...{ imagesPerSecond: 160, efficiency: 1 },
    });
  });

  it('more ranks add the times of all messages', () => {
    const exchange = allreduceTime(1e8, 8, link).seconds + allreduceTime(40, 8, link).seconds;
    const step = predictStep(inputs, 8);
    expect(step).toMatchObject({ batchSize: 256, exchange, step: 0.2 + exchange, by: 'ring' });
    expect(step.imagesPerSecond).toBeCloseTo(256 / (0.2 + exchange), 9);
    expect(step.efficiency).toBeCloseTo(0.2 / (0.2 + exchange), 12);
  });

  it('the ranks that were timed have the times of their messages', () => {
    const samples = [
      { bytes: 40, seconds: 0.001 },
      { bytes: 1e8, seconds: 0.05 },
    ];
    const timed = { ranks: 2, samples };
    const { exchange, by } = predictStep({ ...inputs, timed }, 2);
    expect(exchange).toBeCloseTo(0.051, 12);
    expect(by).toBe('timed');
    expect(predictStep({ ...inputs, timed }, 4)).toMatchObject({ by: 'ring' });
  });
});
