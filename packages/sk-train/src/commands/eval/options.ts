/** The options of `sk-train eval`. */
import type { BackendChoice } from 'sk-io/command';
import type { SplitName } from 'sk-io/node';
import type { DataOptions } from '../parts/dataOptions.js';

export interface EvalCommandOptions extends BackendChoice, DataOptions {
  readonly run: string;
  readonly data: string;
  readonly split?: SplitName;
  readonly best?: boolean;
  readonly batchSize: number;
  readonly json?: boolean;
}
