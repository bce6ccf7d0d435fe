/** The options of `sk-viz curves`. */
import type { FolderOptions } from '../parts/folderOptions.js';

export interface CurvesOptions extends FolderOptions {
  readonly run: readonly string[];
}
