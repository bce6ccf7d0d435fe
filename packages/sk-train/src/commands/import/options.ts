/** The options of `sk-train import`. */
import type { ViewOptions } from 'sk-io';
import type { FiniteOption } from '../parts/finiteOption.js';
import type { InputOptions } from '../parts/inputOptions.js';
import type { WeightsOptions } from '../parts/weightsOptions.js';

export interface ImportCommandOptions extends WeightsOptions, ViewOptions, InputOptions, FiniteOption {
  readonly out: string;
  readonly model?: string;
  readonly classes?: number;
  readonly channels?: number;
  readonly newClassifier?: boolean;
}
