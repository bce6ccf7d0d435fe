/** The options of `sk-train predict`. */
import type { BackendChoice } from 'sk-io/command';

export interface PredictCommandOptions extends BackendChoice {
  readonly model: string;
  readonly top: number;
  readonly best?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}
