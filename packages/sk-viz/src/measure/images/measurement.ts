/** The results of one pass over the images. */
import type { AttentionData } from '../attention/attentionData.js';
import type { ClassesData } from '../classes/classesData.js';
import type { ConfusionData } from '../confusion/confusionData.js';

export interface Measurement {
  readonly attention: AttentionData;
  /** Present where the classes of the images are known. */
  readonly classes?: ClassesData;
  /** Present where the classes of the images are known, and the model has as many names as outputs. */
  readonly confusion?: ConfusionData;
  /** Sentences for the user, for instance on a class with one image. */
  readonly notes: readonly string[];
}
