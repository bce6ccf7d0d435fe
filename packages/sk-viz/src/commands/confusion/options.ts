/** The options of `sk-viz confusion`. */
import type { FolderOptions } from '../parts/folderOptions.js';
import type { ImageOptions } from '../parts/imageOptions.js';

export interface ConfusionOptions extends ImageOptions, FolderOptions {}
