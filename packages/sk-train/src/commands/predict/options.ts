/** The options of `sk-train predict`. */
import type { BackendChoice } from 'sk-io/command';
import type { FiniteOption } from '../parts/finiteOption.js';
import type { InputOptions } from '../parts/inputOptions.js';

export interface PredictCommandOptions extends BackendChoice, FiniteOption, InputOptions {
  readonly model: string;
  readonly top: number;
  readonly best?: boolean;
  readonly ema?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}
