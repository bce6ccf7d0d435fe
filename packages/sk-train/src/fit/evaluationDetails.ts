/** The details of an evaluation: the metrics of each class, and how sure the model is. */
import { elementAt } from 'sk-core';
import { Calibration, type CalibrationBin } from '../metrics/calibration.js';
import {
  type AverageMetrics,
  type ClassMetrics,
  classMetrics,
  macroAverage,
  weightedAverage,
} from '../metrics/classMetrics.js';
import { ConfusionMatrix } from '../metrics/confusionMatrix.js';
import { argMax, brierScore, softmax } from '../metrics/probabilities.js';
import { wilsonInterval } from '../metrics/wilsonInterval.js';

/** The metrics of scikit-learn, and with `zero_division=0` where there is nothing to divide by. */
export interface EvaluationDetails {
  /** In the order of the model's classes. */
  readonly classes: readonly (ClassMetrics & { readonly className: string })[];
  /** Each class counts the same; those that neither occur nor were predicted are left out. */
  readonly macro: AverageMetrics;
  /** Each class counts by its images. */
  readonly weighted: AverageMetrics;
  /** Images by true class (row) and predicted class (column). */
  readonly confusion: readonly (readonly number[])[];
  /** Wilson's interval of 95 % confidence around the accuracy. */
  readonly interval: readonly [low: number, high: number];
  /** The expected calibration error over 15 bins (Guo et al. 2017), 0 to 1. */
  readonly calibrationError: number;
  readonly calibration: readonly CalibrationBin[];
  /** Mean of the squared distances between the probabilities of an image and its class, 0 to 2. */
  readonly brier: number;
}

/** Collects batch by batch; what it holds does not grow with the images. */
export class DetailsCollector {
  readonly #classNames: readonly string[];
  readonly #confusion: ConfusionMatrix;
  readonly #calibration = new Calibration();
  #right = 0;
  #images = 0;
  #brier = 0;

  constructor(classNames: readonly string[]) {
    this.#classNames = classNames;
    this.#confusion = new ConfusionMatrix(classNames.length);
  }

  /**
   * @param logits [N, K] in row-major order
   * @param labels [N]
   */
  add(logits: Float32Array | Float64Array, labels: Int32Array): void {
    const classes = this.#classNames.length;
    labels.forEach((label, row) => {
      const own = logits.subarray(row * classes, (row + 1) * classes);
      const probabilities = softmax(own);
      // Probabilities may be equal where logits are not.
      const predicted = argMax(own);
      const isRight = predicted === label;
      this.#confusion.add(label, predicted);
      this.#calibration.add(elementAt(probabilities, predicted), isRight);
      this.#brier += brierScore(probabilities, label);
      this.#images++;
      if (isRight) this.#right++;
    });
  }

  details(): EvaluationDetails {
    const classes = classMetrics(this.#confusion);
    return {
      classes: classes.map((metrics, i) => ({ className: elementAt(this.#classNames, i), ...metrics })),
      macro: macroAverage(classes),
      weighted: weightedAverage(classes),
      confusion: this.#confusion.rows(),
      interval: wilsonInterval(this.#right, this.#images),
      calibrationError: this.#calibration.expectedError(),
      calibration: this.#calibration.bins(),
      brier: this.#brier / this.#images,
    };
  }
}
