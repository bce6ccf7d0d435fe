/** The options of `sk-viz report`. */
import type { FolderOptions } from '../parts/folderOptions.js';
import type { ImageOptions } from '../parts/imageOptions.js';

export interface ReportOptions extends ImageOptions, FolderOptions {
  readonly run?: readonly string[];
  readonly files: boolean;
}
