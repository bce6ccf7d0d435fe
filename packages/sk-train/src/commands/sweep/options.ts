/** The options of `sk-train sweep`. */
import type { BackendChoice } from 'sk-io/command';
import type { DataOptions } from '../parts/data/dataOptions.js';

export interface SweepCommandOptions extends BackendChoice, DataOptions {
  readonly data?: string;
  readonly out?: string;
  readonly results?: string;
  readonly set?: readonly string[];
  readonly processes: number;
  readonly maxTime?: number;
  readonly checkpointEvery: number;
  readonly keep: number;
  readonly rerun?: boolean;
  readonly summary?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly csv?: boolean;
}
