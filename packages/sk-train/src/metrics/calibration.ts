/** Whether a network is as sure as it is right, after Guo et al. 2017 (arXiv:1706.04599, section 2). */
import { elementAt } from 'sk-core';

/** Images whose confidence lies above `from` and up to `to`. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly images: number;
  /** Mean of the highest probability of each image; 0 without images. */
  readonly confidence: number;
  /** Share of the images whose class it is; 0 without images. */
  readonly accuracy: number;
}

const binCount = 15;

interface Sums {
  images: number;
  confidence: number;
  right: number;
}

export class Calibration {
  readonly #bins: readonly Sums[] = Array.from({ length: binCount }, () => ({
    images: 0,
    confidence: 0,
    right: 0,
  }));

  /** @param confidence The probability of the likeliest class, 0 to 1. */
  add(confidence: number, isRight: boolean): void {
    // A probability that is no number makes the error no number.
    const bin = this.#bins.findIndex((_, i) => confidence <= (i + 1) / binCount);
    const sums = elementAt(this.#bins, Math.max(0, bin));
    sums.images++;
    sums.confidence += confidence;
    if (isRight) sums.right++;
  }

  /** Returns the bins, each as wide as the others. */
  bins(): readonly CalibrationBin[] {
    return this.#bins.map(({ images, confidence, right }, i) => ({
      from: i / binCount,
      to: (i + 1) / binCount,
      images,
      confidence: images === 0 ? 0 : confidence / images,
      accuracy: images === 0 ? 0 : right / images,
    }));
  }

  /** Returns the expected calibration error: the mean distance of confidence and accuracy of the bins, by their images. */
  expectedError(): number {
    const images = this.#bins.reduce((sum, bin) => sum + bin.images, 0);
    const distance = this.#bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0);
    return images === 0 ? 0 : distance / images;
  }
}
