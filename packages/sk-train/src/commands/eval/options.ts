/** The options of `sk-train eval`. */
import type { BackendChoice } from 'sk-io/command';
import type { DataOptions } from '../parts/dataOptions.js';

export interface EvalCommandOptions extends BackendChoice, DataOptions {
  readonly run: string;
  readonly data: string;
  readonly best?: boolean;
  readonly batchSize: number;
  readonly json?: boolean;
}
