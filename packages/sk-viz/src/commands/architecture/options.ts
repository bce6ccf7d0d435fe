/** The options of `sk-viz architecture`. */
import type { FolderOptions } from '../parts/folderOptions.js';

export interface ArchitectureOptions extends FolderOptions {
  readonly model: string;
}
