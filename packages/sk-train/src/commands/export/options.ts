/** The options of `sk-train export`. */
import type { FloatDtype, NamingName } from 'sk-io';
import type { FiniteOption } from '../parts/finiteOption.js';

export interface ExportCommandOptions extends FiniteOption {
  readonly format: 'safetensors' | 'tfjs' | 'onnx';
  readonly out: string;
  readonly json?: boolean;
  readonly best?: boolean;
  readonly ema?: boolean;
  readonly dtype?: FloatDtype;
  readonly names?: NamingName;
}
