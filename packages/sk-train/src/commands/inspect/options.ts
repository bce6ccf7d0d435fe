/** The options of `sk-train inspect`. */
import type { WeightsOptions } from '../parts/weightsOptions.js';

export interface InspectCommandOptions extends WeightsOptions {
  readonly summary?: boolean;
  readonly json?: boolean;
}
