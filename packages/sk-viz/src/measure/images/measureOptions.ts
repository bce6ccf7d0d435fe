/** The images of a measurement, and its settings. */
import type { OptionNames } from 'sk-core';
import type { Preprocessing } from 'sk-models';
import type { RasterImage } from '../../image/rasterImage.js';
import type { SkippedImage } from '../attention/attentionData.js';

export interface NamedImage {
  readonly name: string;
  readonly image: RasterImage;
  /** Index of the image's class, where that is known. */
  readonly label?: number;
}

export interface MeasureOptions {
  /** Name and parameters in the data; `describeModel` of sk-models counts the parameters. */
  readonly model: { readonly name: string; readonly parameters: number };
  readonly preprocessing: Preprocessing;
  /** Origin of the images, in words. */
  readonly source: string;
  readonly classNames?: readonly string[];
  /** Enlargements of the object; default: 1, 1.5 and 2. */
  readonly scales?: readonly number[];
  /** Number of images in one run of the model; default: 32. */
  readonly batchSize?: number;
  /** Measures accuracy and confusion of a model without SK units too; default: false. */
  readonly allowNoUnits?: boolean;
  /** Number of first images that are kept one by one (Fig. 3 a and b); default: 4. */
  readonly samples?: number;
  /** Files that could not be read; the list may grow until the last image is taken. */
  readonly skipped?: readonly SkippedImage[];
  readonly onProgress?: (images: number) => void;
}

export const measureOptions: OptionNames<MeasureOptions> = {
  model: true,
  preprocessing: true,
  source: true,
  classNames: true,
  scales: true,
  batchSize: true,
  allowNoUnits: true,
  samples: true,
  skipped: true,
  onProgress: true,
};
