/** The options of `sk-train eval`. */
import type { BackendChoice } from 'sk-io/command';
import type { SplitName } from 'sk-io/node';
import type { DataOptions } from '../parts/data/dataOptions.js';
import type { FiniteOption } from '../parts/finiteOption.js';
import type { InputOptions } from '../parts/inputOptions.js';
import type { SizeOptions } from '../parts/sizeOptions.js';
import type { TtaOption } from '../parts/ttaOption.js';

export interface EvalCommandOptions
  extends BackendChoice,
    DataOptions,
    FiniteOption,
    InputOptions,
    SizeOptions,
    TtaOption {
  readonly run: string;
  readonly data: string;
  readonly split?: SplitName;
  readonly best?: boolean;
  readonly ema?: boolean;
  readonly batchSize: number;
  readonly json?: boolean;
  readonly csv?: string;
  readonly confusion?: string;
}
