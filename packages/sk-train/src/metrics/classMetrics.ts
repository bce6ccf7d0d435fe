/** How well a network knows each class. */
import { elementAt } from 'sk-core';
import type { ConfusionMatrix } from './confusionMatrix.js';

/** Shares are 0 where there is nothing to divide by, as with `zero_division=0` of scikit-learn. */
export interface ClassMetrics {
  /** Share of the images taken for the class that are of it, 0 to 1. */
  readonly precision: number;
  /** Share of the images of the class that were taken for it, 0 to 1. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, 0 to 1. */
  readonly f1: number;
  /** Images of the class. */
  readonly support: number;
  /** Images taken for the class. */
  readonly predicted: number;
}

/** Returns the metrics of each class, in the order of the classes. */
export function classMetrics(matrix: ConfusionMatrix): readonly ClassMetrics[] {
  const predictions = matrix.predictions();
  return predictions.map((predicted, label): ClassMetrics => {
    const right = matrix.count(label, label);
    const support = matrix.support(label);
    return {
      precision: share(right, predicted),
      recall: share(right, support),
      f1: share(2 * right, support + predicted),
      support,
      predicted,
    };
  });
}

/** Metrics of all classes together. */
export type AverageMetrics = Pick<ClassMetrics, 'precision' | 'recall' | 'f1'>;

/**
 * Returns the mean in which each class counts the same, over the classes that occur or were predicted, as scikit-learn and
 * torchmetrics have it.
 */
export const macroAverage = (classes: readonly ClassMetrics[]): AverageMetrics =>
  average(classes, ({ support, predicted }) => (support + predicted > 0 ? 1 : 0));

/** Returns the mean in which each class counts by its images. */
export const weightedAverage = (classes: readonly ClassMetrics[]): AverageMetrics =>
  average(classes, ({ support }) => support);

function average(
  classes: readonly ClassMetrics[],
  weightOf: (metrics: ClassMetrics) => number,
): AverageMetrics {
  const weights = classes.map(weightOf);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (key: keyof AverageMetrics): number =>
    share(
      classes.reduce((sum, metrics, i) => sum + elementAt(weights, i) * metrics[key], 0),
      total,
    );
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
