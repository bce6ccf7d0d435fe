/** The options of `sk-viz attention`. */
import type { FolderOptions } from '../parts/folderOptions.js';
import type { ImageOptions } from '../parts/imageOptions.js';

export interface AttentionOptions extends ImageOptions, FolderOptions {}
