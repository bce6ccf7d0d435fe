/** The options of `sk-train find-lr`. */
import type { RecipeOptions } from '../fit/options.js';
import type { DataOptions } from '../parts/data/dataOptions.js';

export interface FindLrOptions
  extends Omit<RecipeOptions, 'data' | 'out' | 'resume' | 'epochs' | 'lr' | 'lrHead' | 'printRecipe'>,
    DataOptions {
  readonly data: string;
  readonly valSplit?: number;
  readonly minLr: number;
  readonly maxLr: number;
  readonly steps: number;
  readonly capture: boolean;
  readonly out?: string;
  readonly json?: boolean;
}
