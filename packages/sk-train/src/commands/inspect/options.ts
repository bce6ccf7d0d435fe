/** The options of `sk-train inspect`. */
import type { ViewOptions } from 'sk-io';
import type { WeightsOptions } from '../parts/weightsOptions.js';

export interface InspectCommandOptions extends WeightsOptions, ViewOptions {
  readonly summary?: boolean;
  readonly json?: boolean;
}
