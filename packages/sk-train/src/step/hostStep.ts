/** A step whose loss the host looks at before anything changes. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt, inputTensors, pluginOf } from 'sk-core';
import type { Batch } from 'sk-models';
import type { WeightUpdate } from '../optim/weightUpdate.js';
import { type BatchGradients, disposeAverages, type StepInputs } from './batchGradients.js';
import { batchInputs, stepInputs } from './batchInputs.js';
import { allFinite } from './checkBatch.js';
import { moveWaiting, type RunningAverages } from './runningAverages.js';
import { nothingDone, type Stepper, type StepResult } from './stepper.js';

export class HostStep implements Stepper {
  readonly stepsInFlight = 1;
  readonly replays = 0;
  readonly refusal: string | undefined;
  #failedSteps = 0;
  readonly #update: WeightUpdate;
  readonly #averages: RunningAverages;
  readonly #gradients: (inputs: StepInputs) => BatchGradients;
  /** The values that a failed step gives back. */
  readonly #restored: readonly tf.Variable[];

  /**
   * @param statistics The running statistics.
   * @param refusal Why steps are not recorded, where the user asked for what only recorded ones do.
   */
  constructor(
    update: WeightUpdate,
    averages: RunningAverages,
    statistics: readonly tf.Variable[],
    gradients: (inputs: StepInputs) => BatchGradients,
    refusal?: string,
  ) {
    this.#update = update;
    this.#averages = averages;
    // An optimiser changes all or nothing, and an average moves after it.
    this.#restored = update.average === undefined ? statistics : [...statistics, ...update.variables];
    this.#gradients = gradients;
    this.refusal = refusal;
  }

  get failedSteps(): number {
    return this.#failedSteps;
  }

  async run(batch: Batch, learningRate: number, step: number): Promise<StepResult> {
    const result = allFinite(batch)
      ? await this.#finiteStep(batch, learningRate, step)
      : nothingDone(batch.labels.length, this.#averages.batches);
    if (!result.isApplied) this.#failedSteps++;
    return result;
  }

  dispose(): void {}

  async #finiteStep(batch: Batch, learningRate: number, step: number): Promise<StepResult> {
    const found = this.#gradientsOf(batch, step);
    try {
      const values = await found.figures.data();
      const loss = elementAt(values, 0);
      const isApplied = Number.isFinite(loss);
      if (isApplied) this.#apply(found, learningRate);
      const { batches: averagedBatches } = this.#averages;
      return { loss, correct: elementAt(values, 1), images: batch.labels.length, isApplied, averagedBatches };
    } finally {
      tf.dispose([...found.gradients, found.figures]);
      disposeAverages(found.averages);
    }
  }

  #gradientsOf(batch: Batch, step: number): BatchGradients {
    const inputs = inputTensors(batchInputs(batch, step));
    let images: tf.Tensor4D | undefined;
    try {
      const read = stepInputs(inputs);
      images = read.images;
      return this.#gradients(read);
    } finally {
      tf.dispose([...Object.values(inputs), ...(images === undefined ? [] : [images])]);
    }
  }

  #apply({ gradients, averages }: BatchGradients, learningRate: number): void {
    const move = (): void =>
      moveWaiting(averages, (momentum, batch) => this.#averages.momentumIn(momentum, batch));
    const update = (): void => this.#update.apply(gradients, this.#update.numbers(learningRate));
    // In place nothing is asked for, which might not be there: what may fail comes first, and nothing need be copied.
    if (pluginOf()?.moveAverages !== undefined && this.#update.average === undefined) {
      update();
      move();
    } else {
      this.#restoring(() => {
        move();
        update();
      });
    }
    this.#update.advance();
    this.#averages.advance(averages.length);
  }

  /** Gives values back where a function throws. */
  #restoring(change: () => void): void {
    // The copies share their buffers with the variables until these change.
    const before = this.#restored.map((variable) => tf.clone(variable));
    try {
      change();
    } catch (error) {
      for (const [i, copy] of before.entries()) elementAt(this.#restored, i).assign(copy);
      throw error;
    } finally {
      tf.dispose(before);
    }
  }
}
