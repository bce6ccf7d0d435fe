/** The options of `sk-train import`, and those among them that decide which network it makes of weights. */
import type { ViewOptions } from 'sk-io';
import type { FiniteOption } from '../parts/finiteOption.js';
import type { InputOptions } from '../parts/inputOptions.js';
import type { WeightsOptions } from '../parts/weightsOptions.js';

export interface NetworkOptions extends WeightsOptions, ViewOptions, InputOptions, FiniteOption {
  readonly model?: string;
  readonly classes?: number;
  readonly channels?: number;
  readonly newClassifier?: boolean;
}

export interface ImportCommandOptions extends NetworkOptions {
  readonly out: string;
  readonly json?: boolean;
}
