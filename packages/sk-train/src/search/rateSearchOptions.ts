/** The options of the search for a learning rate, and what it returns. */
import { OptionError, type OptionNames } from 'sk-core';
import type { RatePoint } from 'sk-models';
import type { RecipeInput } from '../recipe/recipe.js';
import type { RateRange } from './rateCurve.js';

export interface RateSearchOptions {
  /** Batch size, optimiser, decay and the rest, as for `fit`. Its learning rate and schedule decide nothing here. */
  readonly recipe?: RecipeInput;
  /** The rate of the first step; 1e-7. */
  readonly minRate?: number;
  /** The rate of the last step; 10. */
  readonly maxRate?: number;
  /** Steps at most; 100. */
  readonly steps?: number;
  /** Record a step and replay it, on backends whose plug-in can; true. */
  readonly capture?: boolean;
  /** Ends the search after the steps that are under way. */
  readonly signal?: AbortSignal;
  /** Called once, where steps cannot be recorded, with the reason. */
  readonly onRefusal?: (reason: string) => void;
  /** Called after each step. */
  readonly onStep?: (point: RatePoint) => void;
}

export const rateSearchNames: OptionNames<RateSearchOptions> = {
  recipe: true,
  minRate: true,
  maxRate: true,
  steps: true,
  capture: true,
  signal: true,
  onRefusal: true,
  onStep: true,
};

/** Why a search ended: all steps are done, the loss left its least or all numbers, or `signal` said so. */
export type RateSearchEnd = 'steps' | 'diverged' | 'not finite' | 'stopped';

export interface RateSearch {
  /** The steps with a finite loss. */
  readonly points: readonly RatePoint[];
  /** The rate at which the smoothed loss falls fastest; absent where it falls nowhere. */
  readonly suggestion?: number;
  readonly end: RateSearchEnd;
  /** Steps that were replays of a recorded one. */
  readonly replays: number;
}

/** The least number of steps that have a slope. */
export const leastSteps = 10;

export const defaultRange: RateRange = { minRate: 1e-7, maxRate: 10, steps: 100 };

/** Fills in what is left out. @throws OptionError for a range without rates, and for too few steps */
export function rangeOf(options: RateSearchOptions): RateRange {
  const { minRate, maxRate, steps } = { ...defaultRange, ...given(options) };
  if (!(Number.isFinite(maxRate) && minRate > 0 && maxRate > minRate)) {
    throw new OptionError(
      `findLearningRate: wants a minRate above 0 and a higher maxRate, got ${minRate} and ${maxRate}`,
    );
  }
  if (!Number.isSafeInteger(steps) || steps < leastSteps) {
    throw new OptionError(`findLearningRate: steps wants a whole number from ${leastSteps}, got ${steps}`);
  }
  return { minRate, maxRate, steps };
}

const given = ({ minRate, maxRate, steps }: RateSearchOptions): Partial<RateRange> => ({
  ...(minRate !== undefined && { minRate }),
  ...(maxRate !== undefined && { maxRate }),
  ...(steps !== undefined && { steps }),
});
