/** The evidence for a class in images, for each branch of SK units, as data: the content of `grad-cam.json`. */
import type { BranchKernel } from 'sk-models';
import type { SkippedImage } from '../attention/attentionData.js';

/** A map of evidence: `height * width` numbers row by row, positive where the image speaks for the class. */
export interface EvidenceMap {
  readonly height: number;
  readonly width: number;
  readonly values: readonly number[];
}

export interface GradCamUnit {
  readonly unit: string;
  readonly layer: string;
  readonly branches: readonly BranchKernel[];
  /** One for each branch; their sum is Grad-CAM's map of the unit's output, before its ReLU. */
  readonly maps: readonly EvidenceMap[];
  /**
   * Share of each branch in all evidence of the unit, for and against, by the sum of its map's absolute values. Shares add up to 1;
   * the list is empty where there is no evidence at all.
   */
  readonly shares: readonly number[];
}

export interface GradCamImage {
  readonly name: string;
  /** Index, name and probability of the class that is explained. */
  readonly classIndex: number;
  readonly className: string;
  readonly probability: number;
  readonly units: readonly GradCamUnit[];
}

/** The content of `grad-cam.json`. */
export interface GradCamData {
  readonly format: 'sk-viz/grad-cam';
  readonly version: 1;
  readonly model: string;
  readonly images: readonly GradCamImage[];
  readonly skipped: readonly SkippedImage[];
}
