/** The options of `sk-train bench`. */
import type { BackendChoice } from 'sk-io/command';
import type { Precision } from '../../recipe/recipe.js';
import type { Grouping } from './profile/kernelTotals.js';

export interface BenchCommandOptions extends BackendChoice {
  readonly model: string;
  readonly batchSize?: number;
  readonly accumulate: number;
  readonly imageSize?: number;
  readonly steps?: number;
  readonly precision?: Precision;
  readonly inference?: boolean;
  readonly profile?: boolean;
  readonly by?: Grouping;
  readonly json?: boolean;
}
