/** The options of `sk-viz learning-rate`. */
import type { FolderOptions } from '../parts/folderOptions.js';

export interface LearningRateOptions extends FolderOptions {
  readonly search: string;
}
