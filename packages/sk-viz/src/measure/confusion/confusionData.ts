/** Which classes a network takes for which others: what `confusion.json` holds. */
import type { AttentionData, SkippedImage } from '../attention/attentionData.js';

/** The content of `confusion.json`. */
export interface ConfusionData {
  readonly format: 'sk-viz/confusion';
  readonly version: 1;
  readonly model: AttentionData['model'];
  readonly source: string;
  /** How often the objects are enlarged: the smallest of the scales that were measured. */
  readonly scale: number;
  readonly classNames: readonly string[];
  /** Images by true class (row) and predicted class (column), in the order of `classNames`. */
  readonly counts: readonly (readonly number[])[];
  readonly images: number;
  /** Top-1, 0 to 1. */
  readonly accuracy: number;
  readonly skipped: readonly SkippedImage[];
}
