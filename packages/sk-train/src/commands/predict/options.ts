/** The options of `sk-train predict`. */
import type { BackendChoice } from 'sk-io/command';
import type { FiniteOption } from '../parts/finiteOption.js';
import type { InputOptions } from '../parts/inputOptions.js';
import type { SizeOptions } from '../parts/sizeOptions.js';
import type { TtaOption } from '../parts/ttaOption.js';

export interface PredictCommandOptions
  extends BackendChoice,
    FiniteOption,
    InputOptions,
    SizeOptions,
    TtaOption {
  readonly model: string;
  readonly top: number;
  readonly best?: boolean;
  readonly ema?: boolean;
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly csv?: boolean;
}
