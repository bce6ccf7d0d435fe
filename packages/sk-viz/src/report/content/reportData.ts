/** What a report is made from; everything but the attention may be missing. */

import type { TrainingRun } from '../../figures/trainingRun.js';
import type { RasterImage } from '../../image/rasterImage.js';
import type { ArchitectureData } from '../../measure/architecture/architectureData.js';
import type { AttentionData, ScaleAccuracy } from '../../measure/attention/attentionData.js';
import type { ClassesData } from '../../measure/classes/classesData.js';
import type { ConfusionData } from '../../measure/confusion/confusionData.js';
import type { GradCamData } from '../../measure/gradCam/gradCamData.js';
import type { TradeoffData } from '../../measure/tradeoff/tradeoffData.js';

/** A line of "what was run": `label: value`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface ReportData {
  readonly title: string;
  /** One or two sentences on what was done. */
  readonly lead?: string;
  /** What was run: model, data, settings, in the order of the page. */
  readonly facts: readonly Fact[];
  /** Of the run, 0 to 1, and on what: 'top-1 accuracy, 10,000 test images'. */
  readonly accuracy?: { readonly accuracy: number; readonly label: string };
  /** Accuracy for objects of fixed sizes, where the run measured that by itself. */
  readonly accuracyByScale?: { readonly scales: readonly ScaleAccuracy[]; readonly caption: string };
  /** Logs: of the network itself, and of those that it is compared with. */
  readonly runs?: readonly TrainingRun[];
  readonly attention: AttentionData;
  /** Where the images' classes are known. */
  readonly classes?: ClassesData;
  readonly confusion?: ConfusionData;
  readonly tradeoff?: TradeoffData;
  readonly architecture?: ArchitectureData;
  /** Of the samples, with what the network was shown. */
  readonly evidence?: { readonly data: GradCamData; readonly pictures: readonly RasterImage[] };
  /** For each of `attention.samples` the image at each scale. */
  readonly pictures: readonly (readonly RasterImage[])[];
  /** Where the data come from and under which licence. */
  readonly credits?: readonly string[];
}
