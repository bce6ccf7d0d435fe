/** What follows from the figures of epochs: as in PyTorch's ReduceLROnPlateau and Keras's EarlyStopping. */
import { readFileSync } from 'node:fs';
import type { EpochRecord, MonitoredState } from 'sk-models';
import { learningRateAt } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { isStoppedEarly, monitorEpoch, parseRecipe } from '#internal';
import { freshState } from '../../src/fit/trainingState.js';

const figures = {
  kind: 'epoch',
  step: 1,
  trainLoss: 1,
  trainAccuracy: 0,
  learningRate: 1,
  imagesPerSecond: 1,
  seconds: 1,
} as const;
const record = (epoch: number, found: Partial<EpochRecord>): EpochRecord => ({ ...figures, ...found, epoch });

/** Follows the records of a run; gives what is known after each epoch. */
function follow(recipe: object, found: readonly Partial<EpochRecord>[]) {
  const settings = parseRecipe(recipe);
  let state: MonitoredState = {};
  return found.map((figures, i) => {
    const { state: next, isBest } = monitorEpoch(settings, state, record(i + 1, figures));
    state = next;
    const position = { ...freshState, monitored: state };
    return { isBest, isOver: isStoppedEarly(settings, position), state };
  });
}

describe('the best epoch', () => {
  it.each([
    ['testAccuracy', [0.2, 0.5, 0.5, 0.4, 0.6], [true, true, false, false, true]],
    ['testLoss', [2, 3, 1.5, 1.5, 1], [true, false, true, false, true]],
  ] as const)('is that of the %s', (monitor, values, wanted) => {
    const found = values.map((value) => ({ testAccuracy: 0, [monitor]: value }));
    expect(follow({ monitor }, found).map(({ isBest }) => isBest)).toEqual(wanted);
  });

  it('is that of the test accuracy where a recipe says nothing, and none where there is no test', () => {
    expect(follow({}, [{ testAccuracy: 0 }, { testAccuracy: 0.1 }, {}]).map(({ isBest }) => isBest)).toEqual([
      true,
      true,
      false,
    ]);
    expect(follow({}, [{}, {}]).map(({ isBest }) => isBest)).toEqual([false, false]);
  });
});

it("a plateau lowers the rate where PyTorch's does", () => {
  const { losses, rates } = (
    JSON.parse(readFileSync(new URL('../data/schedules.json', import.meta.url), 'utf8')) as {
      readonly plateau: { readonly losses: readonly number[]; readonly rates: readonly number[] };
    }
  ).plateau;
  const recipe = {
    ...{ monitor: 'testLoss', learningRate: 0.2, epochs: 20 },
    schedule: { kind: 'plateau', factor: 0.3, patience: 1, threshold: 1e-3, cooldown: 1, floor: 0.02 },
  };
  const after = follow(
    recipe,
    losses.map((testLoss) => ({ testLoss })),
  );
  const reductions = [0, ...after.map(({ state }) => state.plateau?.reductions)].slice(0, losses.length);
  const found = reductions.map((count, epoch) => learningRateAt(epoch, 1, parseRecipe(recipe), count));
  expect(losses).toHaveLength(20);
  expect(new Set(rates).size).toBeGreaterThan(3);
  expect(found).toEqual(rates.map((rate) => expect.closeTo(rate, 14)));
});

describe('early stopping', () => {
  const over = (earlyStopping: object, accuracies: readonly (number | undefined)[]): boolean[] =>
    follow(
      { earlyStopping },
      accuracies.map((testAccuracy) => (testAccuracy === undefined ? {} : { testAccuracy })),
    ).map(({ isOver }) => isOver);

  it('ends a run after so many epochs that were no better', () => {
    expect(over({ patience: 2 }, [0.1, 0.2, 0.2, 0.15])).toEqual([false, false, false, true]);
    expect(over({ patience: 2 }, [0.1, 0.2, 0.2, 0.3, 0.3])).toEqual([false, false, false, false, false]);
    expect(over({ patience: 0 }, [0.1, 0.2, 0.2])).toEqual([false, false, true]);
  });

  it('wants as much more as minDelta, and does not count the first epochs', () => {
    expect(over({ patience: 1, minDelta: 0.1 }, [0.1, 0.3, 0.35])).toEqual([false, false, true]);
    expect(over({ patience: 1, startEpoch: 2 }, [0.9, 0.1, 0.2, 0.1])).toEqual([false, false, false, true]);
  });

  it('takes a figure that is not finite for the worst', () => {
    expect(over({ patience: 2 }, [0.1, undefined, undefined])).toEqual([false, false, true]);
  });
});
