/** The classes that a network takes for each other as data: the content of `confusion.json`. */
import type { AttentionData, SkippedImage } from '../attention/attentionData.js';

/** The content of `confusion.json`. */
export interface ConfusionData {
  readonly format: 'sk-viz/confusion';
  readonly version: 1;
  readonly model: AttentionData['model'];
  readonly source: string;
  /** Enlargement of the objects: the smallest of the measured scales. */
  readonly scale: number;
  readonly classNames: readonly string[];
  /** Images by true class (row) and predicted class (column), in the order of `classNames`. */
  readonly counts: readonly (readonly number[])[];
  readonly images: number;
  /** Top-1, 0 to 1. */
  readonly accuracy: number;
  readonly skipped: readonly SkippedImage[];
}
