/** The options of `sk-viz tensorboard`. */
import type { MeasureOptions } from '../parts/imageOptions.js';

export interface TensorboardOptions extends MeasureOptions {
  readonly run: readonly string[];
  readonly images?: string;
  readonly out: string;
}
