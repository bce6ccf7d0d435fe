import { learningRateAt, recipes, type ScheduleSettings } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '#internal';

const base = { learningRate: 0.1, epochs: 100, warmupEpochs: 0 } as const;

describe('learningRateAt', () => {
  it('stays where it is when constant', () => {
    const settings: ScheduleSettings = { ...base, schedule: { kind: 'constant' } };
    expect(learningRateAt(0, 10, settings)).toBe(0.1);
    expect(learningRateAt(999, 10, settings)).toBe(0.1);
  });

  it('falls by ten after 30, 60 and 90 epochs in the paper’s ImageNet recipe, at those very steps', () => {
    const settings = parseRecipe(recipes['imagenet']);
    const rate = (step: number): number => learningRateAt(step, 10, settings);
    expect([rate(0), rate(299), rate(300), rate(599), rate(600), rate(899), rate(900)]).toEqual(
      [0.1, 0.1, 0.01, 0.01, 0.001, 0.001, 0.0001].map((value) => expect.closeTo(value, 12)),
    );
  });

  it('falls by ten at 50 % and 75 % of the epochs in the paper’s CIFAR recipe, however many there are', () => {
    for (const epochs of [300, 4]) {
      const settings = parseRecipe({ ...recipes['cifar'], epochs });
      const total = epochs * 7;
      const rate = (step: number): number => learningRateAt(step, 7, settings);
      expect(rate(total / 2 - 1)).toBeCloseTo(0.1, 12);
      expect(rate(total / 2)).toBeCloseTo(0.01, 12);
      expect(rate(total * 0.75 - 1)).toBeCloseTo(0.01, 12);
      expect(rate(total * 0.75)).toBeCloseTo(0.001, 12);
    }
  });

  it('follows half a cosine down to its floor', () => {
    const settings: ScheduleSettings = { ...base, schedule: { kind: 'cosine', floor: 0.1 } };
    expect(learningRateAt(0, 10, settings)).toBeCloseTo(0.1, 12);
    expect(learningRateAt(500, 10, settings)).toBeCloseTo(0.1 * (0.1 + 0.9 / 2), 12);
    expect(learningRateAt(1000, 10, settings)).toBeCloseTo(0.01, 12);
    expect(learningRateAt(5000, 10, settings)).toBeCloseTo(0.01, 12);
  });

  it('climbs linearly during the warm-up and begins the cosine after it', () => {
    const settings: ScheduleSettings = {
      ...base,
      epochs: 3,
      warmupEpochs: 1,
      schedule: { kind: 'cosine', floor: 0 },
    };
    const rates = Array.from({ length: 5 }, (_, step) => learningRateAt(step, 4, settings));
    expect(rates.slice(0, 4)).toEqual([0.025, 0.05, 0.075, 0.1].map((value) => expect.closeTo(value, 12)));
    expect(rates[4]).toBeCloseTo(0.1, 12);
    expect(learningRateAt(8, 4, settings)).toBeCloseTo(0.05, 12);
  });
});
