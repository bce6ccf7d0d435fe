/** The options of `sk-train import`. */
import type { WeightsOptions } from '../parts/weightsOptions.js';

export interface ImportCommandOptions extends WeightsOptions {
  readonly out: string;
  readonly model?: string;
  readonly classes?: number;
  readonly newClassifier?: boolean;
}
