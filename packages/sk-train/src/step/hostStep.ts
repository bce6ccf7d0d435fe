/** A step whose loss the host looks at before anything changes. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt, stepNumber } from 'sk-core';
import type { Batch } from 'sk-models';
import { type BatchGradients, disposeAverages, type StepInputs } from './batchGradients.js';
import type { Momentum } from './momentum.js';
import { moveWaiting, type RunningAverages } from './runningAverages.js';
import type { Stepper, StepResult } from './stepper.js';

export class HostStep implements Stepper {
  readonly stepsInFlight = 1;
  readonly replays = 0;
  readonly refusal: string | undefined;
  readonly #optimizer: Momentum;
  readonly #averages: RunningAverages;
  readonly #gradients: (inputs: StepInputs) => BatchGradients;
  /** Running statistics, which a failed step gives back. */
  readonly #statistics: readonly tf.Variable[];

  /** @param refusal Why steps are not recorded, where the user asked for what only recorded ones do. */
  constructor(
    optimizer: Momentum,
    averages: RunningAverages,
    statistics: readonly tf.Variable[],
    gradients: (inputs: StepInputs) => BatchGradients,
    refusal?: string,
  ) {
    this.#optimizer = optimizer;
    this.#averages = averages;
    this.#statistics = statistics;
    this.#gradients = gradients;
    this.refusal = refusal;
  }

  async run({ images, shape, labels }: Batch, learningRate: number, step: number): Promise<StepResult> {
    const inputs = {
      images: tf.tensor4d(images, [...shape], 'float32'),
      labels: tf.tensor1d(labels, 'int32'),
      step: stepNumber(step),
    };
    let found: BatchGradients;
    try {
      found = this.#gradients(inputs);
    } finally {
      tf.dispose(inputs);
    }
    try {
      const values = await found.figures.data();
      const loss = elementAt(values, 0);
      const isApplied = Number.isFinite(loss);
      if (isApplied) this.#apply(found, learningRate);
      const { batches: averagedBatches } = this.#averages;
      return { loss, correct: elementAt(values, 1), images: labels.length, isApplied, averagedBatches };
    } finally {
      tf.dispose([...found.gradients, found.figures]);
      disposeAverages(found.averages);
    }
  }

  dispose(): void {}

  #apply({ gradients, averages }: BatchGradients, learningRate: number): void {
    // The copies share their buffers with the statistics until these move.
    const before = this.#statistics.map((variable) => tf.clone(variable));
    try {
      moveWaiting(averages, (momentum, batch) => this.#averages.momentumIn(momentum, batch));
      this.#optimizer.apply(gradients, learningRate);
      this.#averages.advance(averages.length);
    } catch (error) {
      for (const [i, copy] of before.entries()) elementAt(this.#statistics, i).assign(copy);
      throw error;
    } finally {
      tf.dispose(before);
    }
  }
}
