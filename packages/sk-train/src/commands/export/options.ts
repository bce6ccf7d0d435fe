/** The options of `sk-train export`. */
import type { FloatDtype, NamingName } from 'sk-io';

export interface ExportCommandOptions {
  readonly format: 'safetensors' | 'tfjs' | 'onnx';
  readonly out: string;
  readonly best?: boolean;
  readonly dtype?: FloatDtype;
  readonly names?: NamingName;
}
