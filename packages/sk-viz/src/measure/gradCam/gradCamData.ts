/** Where the evidence for a class lies, branch by branch of SK units: what `grad-cam.json` holds. */
import type { BranchKernel } from 'sk-models';
import type { SkippedImage } from '../attention/attentionData.js';

/** Row by row, `height * width` numbers; positive where the image speaks for the class. */
export interface EvidenceMap {
  readonly height: number;
  readonly width: number;
  readonly values: readonly number[];
}

export interface GradCamUnit {
  readonly unit: string;
  readonly layer: string;
  readonly branches: readonly BranchKernel[];
  /** One for each branch; added up they are Grad-CAM's map of what the unit selects, before its ReLU. */
  readonly maps: readonly EvidenceMap[];
  /**
   * Of each branch in all evidence of the unit, for and against: the sum of its map's absolute values. They add up to 1; empty
   * where there is no evidence at all.
   */
  readonly shares: readonly number[];
}

export interface GradCamImage {
  readonly name: string;
  /** The class that is explained, and its probability. */
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
