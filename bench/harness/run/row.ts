/** A row of the results: one runtime and one work. */
import type { CannotError } from '../work/cannotError.js';
import type { Figures } from './figures.js';

export interface Row {
  /** Title of the work. */
  readonly work: string;
  /** Name of the runtime. */
  readonly runtime: string;
  /** Empty where the runtime did not start. */
  readonly version: string;
  readonly threads: number;
  readonly figures: Figures | CannotError;
  /** Remark of the runtime on how it did the work. */
  readonly note?: string;
}
