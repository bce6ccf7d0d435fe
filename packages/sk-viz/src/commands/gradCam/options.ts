/** The options of `sk-viz grad-cam`. */
import type { BackendChoice } from 'sk-io/command';
import type { FolderOptions } from '../parts/folderOptions.js';

export interface GradCamOptions extends FolderOptions, BackendChoice {
  readonly model: string;
  readonly images: string;
  readonly allowNonFinite?: boolean;
  readonly samples: number;
  readonly seed: number;
  readonly class?: string;
  readonly units?: readonly string[];
}
