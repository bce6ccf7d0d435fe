/** The options of `sk-viz classes`. */
import type { FolderOptions } from '../parts/folderOptions.js';
import type { ImageOptions } from '../parts/imageOptions.js';

export interface ClassesOptions extends ImageOptions, FolderOptions {
  readonly units?: readonly string[];
}
