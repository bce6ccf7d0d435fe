/** All that one pass over the images gives. */
import type { AttentionData } from '../attention/attentionData.js';
import type { ClassesData } from '../classes/classesData.js';
import type { ConfusionData } from '../confusion/confusionData.js';

export interface Measurement {
  readonly attention: AttentionData;
  /** Where the classes of the images are known. */
  readonly classes?: ClassesData;
  /** Where the classes of the images are known, and the model has as many names as outputs. */
  readonly confusion?: ConfusionData;
  /** Sentences that a user should read, such as of a class with one image. */
  readonly notes: readonly string[];
}
