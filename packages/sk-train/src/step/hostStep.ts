/** A step whose loss the host looks at before anything changes. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt, inputTensors, pluginOf } from 'sk-core';
import type { Batch } from 'sk-models';
import type { LossScaler } from '../optim/lossScaler.js';
import type { WeightUpdate } from '../optim/weightUpdate.js';
import type { GradientExchange, PartFigures, RankPart } from '../ranks/gradientExchange.js';
import { type BatchGradients, disposeAverages, type StepInputs } from './batchGradients.js';
import { batchInputs, stepInputs } from './batchInputs.js';
import type { CapturedGradients } from './capturedGradients.js';
import { allFinite } from './checkBatch.js';
import { moveWaiting, type RunningAverages, type WaitingAverages } from './runningAverages.js';
import type { Stepper, StepResult } from './stepper.js';

/** The means by which ranks add up what a step finds. */
export interface HostExchange {
  readonly exchange: GradientExchange;
  /** Returns the facts about this rank's part of a batch that the other ranks have to know. */
  readonly partOf: (batch: Batch) => RankPart;
}

export interface HostStepParts {
  readonly update: WeightUpdate;
  readonly averages: RunningAverages;
  /** The running statistics. */
  readonly statistics: readonly tf.Variable[];
  /** Returns the gradients of a batch's loss times a share, and times the scale where there is a scaler. */
  readonly gradients: (inputs: StepInputs, share: number) => BatchGradients;
  /** Scales the loss, in mixed precision. */
  readonly scaler?: LossScaler | undefined;
  /** Why steps are not recorded, where the user asked for what only recorded ones do. */
  readonly refusal?: string | undefined;
  /** Takes the sum over ranks, where several train together. */
  readonly exchange?: HostExchange | undefined;
  /** Gives the gradients in place of `gradients`, where the backend replays them. */
  readonly captured?: CapturedGradients | undefined;
}

export class HostStep implements Stepper {
  readonly stepsInFlight = 1;
  readonly #refusal: string | undefined;
  readonly #exchange: HostExchange | undefined;
  #failedSteps = 0;
  readonly #update: WeightUpdate;
  readonly #averages: RunningAverages;
  readonly #gradients: (inputs: StepInputs, share: number) => BatchGradients;
  readonly #captured: CapturedGradients | undefined;
  readonly #scaler: LossScaler | undefined;
  /** The values that a failed step gives back. */
  readonly #restored: readonly tf.Variable[];

  constructor(parts: HostStepParts) {
    const { update, averages, statistics, gradients, captured, scaler, refusal, exchange } = parts;
    this.#update = update;
    this.#scaler = scaler;
    this.#averages = averages;
    // An optimiser changes all or nothing, and an average moves after it.
    this.#restored = update.average === undefined ? statistics : [...statistics, ...update.variables];
    this.#gradients = captured === undefined ? gradients : (inputs, share) => captured.of(inputs, share);
    this.#captured = captured;
    this.#refusal = refusal;
    this.#exchange = exchange;
  }

  get refusal(): string | undefined {
    return this.#refusal ?? this.#captured?.refusal;
  }

  /** Steps whose gradients were replayed. */
  get replays(): number {
    return this.#captured?.replays ?? 0;
  }

  get failedSteps(): number {
    return this.#failedSteps;
  }

  async run(batch: Batch, learningRate: number, step: number): Promise<StepResult> {
    const result = await this.#step(batch, learningRate, step);
    if (!result.isApplied) this.#failedSteps++;
    return result;
  }

  dispose(): void {
    this.#captured?.dispose();
  }

  async #step(batch: Batch, learningRate: number, step: number): Promise<StepResult> {
    const { exchange, partOf } = this.#exchange ?? {};
    const part = partOf?.(batch);
    const alone = { isUsable: allFinite(batch), share: 1 };
    const { isUsable, share } = (part && (await exchange?.begin(alone.isUsable, part))) ?? alone;
    const found = isUsable ? this.#gradientsOf(batch, step, share) : undefined;
    try {
      const own = await figuresOf(batch, found);
      // Ranks look at the figures of all before a gradient is sent.
      const { loss, correct, images } = (part && (await exchange?.figures(own, part.weight))) ?? own;
      const isApplied = Number.isFinite(loss);
      const isSkipped =
        isApplied && found !== undefined && !(await this.#applySum(found, share, learningRate));
      const { batches: averagedBatches } = this.#averages;
      const lossScaling = await this.#scaler?.read();
      return { loss, correct, images, isApplied, averagedBatches, isSkipped, lossScaling };
    } finally {
      if (found !== undefined) disposeGradients(found);
    }
  }

  /** Returns whether the gradients were finite. */
  async #applySum(found: BatchGradients, share: number, learningRate: number): Promise<boolean> {
    if (this.#exchange === undefined) return await this.#applyUnscaled(found, learningRate);
    const sum = await summedOverRanks(this.#exchange.exchange, found, share);
    try {
      return await this.#applyUnscaled(sum, learningRate);
    } finally {
      disposeGradients(sum);
    }
  }

  /** Returns whether the gradients were finite. */
  async #applyUnscaled(scaled: BatchGradients, learningRate: number): Promise<boolean> {
    const scaler = this.#scaler;
    if (scaler === undefined) {
      this.#apply(scaled, learningRate);
      return true;
    }
    const { gradients, finite } = scaler.unscaled(scaled.gradients);
    try {
      const isGood = (await finite.data())[0] === 1;
      // This comes first, since it may run out of memory: nothing has been changed then.
      const next = scaler.next(finite);
      try {
        if (isGood) this.#apply({ ...scaled, gradients }, learningRate);
        else this.#moveAverages(scaled.averages);
        scaler.state.assign(next);
      } finally {
        next.dispose();
      }
      return isGood;
    } finally {
      tf.dispose([...gradients, finite]);
    }
  }

  #gradientsOf(batch: Batch, step: number, share: number): BatchGradients {
    const inputs = inputTensors(batchInputs(batch, step));
    let images: tf.Tensor4D | undefined;
    try {
      const read = stepInputs(inputs);
      images = read.images;
      return this.#gradients(read, share);
    } finally {
      tf.dispose([...Object.values(inputs), ...(images === undefined ? [] : [images])]);
    }
  }

  #apply({ gradients, averages }: BatchGradients, learningRate: number): void {
    const move = (): void => this.#move(averages);
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

  /** Moves the running averages alone. */
  #moveAverages(averages: readonly WaitingAverages[]): void {
    this.#restoring(() => this.#move(averages));
    this.#averages.advance(averages.length);
  }

  #move(averages: readonly WaitingAverages[]): void {
    moveWaiting(averages, (momentum, batch) => this.#averages.momentumIn(momentum, batch));
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

/**
 * Returns the sums over ranks of gradients, of which each rank's belong to its share of the loss, and the means of the
 * statistics of batch norms for each part of the batch. The scale of a statistic follows from the images of a rank, and is in
 * its mean.
 */
async function summedOverRanks(
  exchange: GradientExchange,
  { gradients, figures, averages }: BatchGradients,
  share: number,
): Promise<BatchGradients> {
  const values = tf.tidy(() => averages.flat().map(({ value, scale }) => tf.mul(value, share * scale)));
  let sums: readonly tf.Tensor[] = [];
  try {
    sums = await exchange.sum([...gradients, ...values]);
    let next = gradients.length;
    return {
      gradients: sums.slice(0, next),
      figures,
      averages: averages.map((part) =>
        part.map((average) => ({ ...average, value: elementAt(sums, next++), scale: 1 })),
      ),
    };
  } finally {
    tf.dispose(values.filter((value) => !sums.includes(value)));
  }
}

/** The loss and the hits of a batch; NaN where it has an image that is not finite. */
async function figuresOf({ labels }: Batch, found: BatchGradients | undefined): Promise<PartFigures> {
  const values = found === undefined ? [Number.NaN, 0] : await found.figures.data();
  return { loss: elementAt(values, 0), correct: elementAt(values, 1), images: labels.length };
}

function disposeGradients({ gradients, figures, averages }: BatchGradients): void {
  tf.dispose([...gradients, figures]);
  disposeAverages(averages);
}
