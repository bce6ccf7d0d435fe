/** Applies the gradients of a step: limits them, changes the weights, and moves the average of the weights. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, elementAt, type OptionNames } from 'sk-core';
import type { EmaSettings } from '../recipe/optimizer.js';
import { type ClipSettings, checkClip, clipGradients } from './clipGradients.js';
import { makeOptimizer, type OptimizerChoice } from './makeOptimizer.js';
import type { Optimizer } from './optimizer.js';
import type { StepNumber } from './rules/updateRule.js';
import { WeightAverage } from './weightAverage.js';

export interface UpdateSettings extends OptimizerChoice, ClipSettings {
  /** The average of the weights; none where it is absent. */
  readonly ema?: EmaSettings | undefined;
}

const emaNames: OptionNames<EmaSettings> = { decay: true, warmup: true };

export class WeightUpdate {
  readonly optimizer: Optimizer;
  readonly average: WeightAverage | undefined;
  readonly #clip: ClipSettings;
  #steps: number;

  /**
   * @param steps Steps that were taken before.
   * @throws OptionError for settings that do not exist or do not go together; ModelError where `lrHead` is given and the model
   * has no classifier
   */
  constructor(model: LayersModel, settings: UpdateSettings, steps: number) {
    checkClip(settings);
    if (settings.ema !== undefined) checkOptions('TrainStep: ema', settings.ema, emaNames);
    this.#clip = settings;
    this.#steps = steps;
    this.optimizer = makeOptimizer(model, settings);
    this.average = settings.ema && new WeightAverage(model, settings.ema);
  }

  /** Steps that have changed the weights, and those that are under way and may. */
  get steps(): number {
    return this.#steps;
  }

  /** All that a step changes. */
  get variables(): readonly tf.Variable[] {
    const { weights, slots } = this.optimizer;
    return [...weights, ...slots, ...(this.average?.variables ?? [])];
  }

  /**
   * Returns the numbers that the next step reads.
   *
   * @param fewer Steps under way that turn out to have been skipped.
   */
  numbers(learningRate: number, fewer = 0): readonly number[] {
    const steps = Math.max(0, this.#steps - fewer);
    const ofAverage = this.average === undefined ? [] : [this.average.decayAt(steps)];
    return [...ofAverage, ...this.optimizer.numbers(learningRate, steps)];
  }

  /**
   * Changes the weights and all that goes with them. The gradients stay the caller's.
   *
   * @param numbers As {@link numbers} returns them, or tensors [1] of them on the device.
   * @param gate [1], 0 where everything stays as it is.
   */
  apply(gradients: readonly tf.Tensor[], numbers: readonly StepNumber[], gate?: tf.Tensor): void {
    tf.tidy(() => {
      const { average, optimizer } = this;
      const own = average === undefined ? numbers : numbers.slice(1);
      optimizer.update(clipGradients(gradients, this.#clip), own, gate);
      if (average === undefined) return;
      const decay = elementAt(numbers, 0);
      average.move(typeof decay === 'number' || gate === undefined ? decay : tf.concat([decay, gate]));
    });
  }

  /** Counts a step that may change the weights. */
  advance(): void {
    this.#steps++;
  }

  /** Forgets steps that have failed. */
  goBackTo(steps: number): void {
    this.#steps = steps;
  }

  dispose(): void {
    this.optimizer.dispose();
    this.average?.dispose();
  }
}
