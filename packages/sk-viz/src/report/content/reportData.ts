/** The data of a report. Only title, facts, attention and pictures are required. */

import type { TrainingRun } from '../../figures/trainingRun.js';
import type { RasterImage } from '../../image/rasterImage.js';
import type { ArchitectureData } from '../../measure/architecture/architectureData.js';
import type { AttentionData, ScaleAccuracy } from '../../measure/attention/attentionData.js';
import type { ClassesData } from '../../measure/classes/classesData.js';
import type { ConfusionData } from '../../measure/confusion/confusionData.js';
import type { GradCamData } from '../../measure/gradCam/gradCamData.js';
import type { TradeoffData } from '../../measure/tradeoff/tradeoffData.js';

/** A line of the section "What was run": `label: value`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface ReportData {
  readonly title: string;
  /** One or two sentences below the title. */
  readonly lead?: string;
  /** Model, data and settings, in the order of the page. */
  readonly facts: readonly Fact[];
  /** Accuracy of the run, 0 to 1, and its label: 'top-1 accuracy, 10,000 test images'. */
  readonly accuracy?: { readonly accuracy: number; readonly label: string };
  /** Accuracy for objects of fixed sizes, where the run measured it. */
  readonly accuracyByScale?: { readonly scales: readonly ScaleAccuracy[]; readonly caption: string };
  /** Logs of the network and of other runs to compare it with. */
  readonly runs?: readonly TrainingRun[];
  readonly attention: AttentionData;
  /** Present where the classes of images are known. */
  readonly classes?: ClassesData;
  readonly confusion?: ConfusionData;
  readonly tradeoff?: TradeoffData;
  readonly architecture?: ArchitectureData;
  /** Evidence in the samples, with each image as the network read it. */
  readonly evidence?: { readonly data: GradCamData; readonly pictures: readonly RasterImage[] };
  /** The image at each scale, for each of `attention.samples`. */
  readonly pictures: readonly (readonly RasterImage[])[];
  /** Origin and licence of the data. */
  readonly credits?: readonly string[];
}
