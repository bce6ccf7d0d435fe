import { readFileSync } from 'node:fs';
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

/** 20 epochs of 10 steps: tools/golden/write_schedules.py. */
const golden = JSON.parse(readFileSync(new URL('data/schedules.json', import.meta.url), 'utf8')) as Record<
  string,
  readonly number[]
>;

describe('has the rates of PyTorch and timm in each of 200 steps:', () => {
  it.each([
    ['step', { kind: 'step', everyEpochs: 6, factor: 0.3 }],
    ['milestones', { kind: 'milestones', at: [0.5, 0.75], factor: 0.1 }],
    ['cosine', { kind: 'cosine', floor: 0.05 }],
    ['warm-up and cosine', { kind: 'cosine' }],
    ['cosine-restarts', { kind: 'cosine-restarts', firstEpochs: 3, lengthen: 2, floor: 0.01 }],
    [
      'cosine-restarts that decay',
      { kind: 'cosine-restarts', firstEpochs: 4, lengthen: 1.5, decay: 0.5, floor: 0.01 },
    ],
    ['one-cycle', { kind: 'one-cycle' }],
    ['polynomial', { kind: 'polynomial', power: 2 }],
    ['polynomial with a floor', { kind: 'polynomial', power: 0.5, floor: 0.05 }],
  ])('%s', (name, schedule) => {
    const warmupEpochs = name.startsWith('warm-up') ? 3 : 0;
    const recipe = parseRecipe({ epochs: 20, learningRate: 0.2, warmupEpochs, schedule });
    const rates = Array.from({ length: 200 }, (_, step) => learningRateAt(step, 10, recipe));
    expect(golden[name]).toHaveLength(200);
    expect(rates).toEqual(golden[name]?.map((rate) => expect.closeTo(rate, 14)));
  });

  it('cosine restarts, however many there are', () => {
    const schedule = { kind: 'cosine-restarts', firstEpochs: 0.01, lengthen: 1, decay: 1 };
    const recipe = parseRecipe({ epochs: 1e6, learningRate: 1, schedule });
    expect(learningRateAt(1e9 + 5, 1000, recipe)).toBeCloseTo(0.5, 3);
    expect(() => parseRecipe({ schedule: { ...schedule, firstEpochs: 1e-20 } })).toThrow('firstEpochs');
  });

  it('one cycle, however little of it rises', () => {
    const rates = (rise: number): number[] => {
      const recipe = parseRecipe({
        epochs: 1,
        learningRate: 1,
        schedule: { kind: 'one-cycle', rise, start: 0.5, end: 0 },
      });
      return Array.from({ length: 4 }, (_, step) => learningRateAt(step, 4, recipe));
    };
    expect(rates(0.25)).toEqual([1, 0.75, 0.25, 0].map((rate) => expect.closeTo(rate, 12)));
    expect(rates(1)).toEqual([0.5, 0.625, 0.875, 1].map((rate) => expect.closeTo(rate, 12)));
  });
});
