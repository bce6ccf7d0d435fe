/**
 * Stochastic gradient descent with momentum and weight decay (the paper's section 4.1), the decay sparing batch
 * normalisation and biases. The velocities are ordinary variables, so a checkpoint can hold them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type DeviceNumber, elementAt, momentumStep } from 'sk-core';
import { recipeNames } from '../recipe/recipeFields.js';
import type { Optimizer } from './optimizer.js';
import type { StepNumber } from './rules/updateRule.js';
import { newSlots, restoreVariables } from './slots.js';
import { type PartSettings, type WeightPart, weightParts } from './weightParts.js';

export interface MomentumSettings extends PartSettings {
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** The optimiser and its state: one velocity for each trainable weight, zero at first. */
export class Momentum implements Optimizer {
  readonly weights: readonly tf.Variable[];
  readonly velocities: readonly tf.Variable[];
  readonly #settings: MomentumSettings;
  readonly #parts: readonly WeightPart[];

  /**
   * @param settings these alone, or a whole recipe of SGD
   * @throws OptionError for a setting that no recipe has; ModelError where `lrHead` is given and the model has no classifier
   */
  constructor(model: LayersModel, settings: MomentumSettings) {
    checkOptions('Momentum: settings', settings, recipeNames);
    this.#settings = settings;
    this.#parts = weightParts(model, settings);
    this.weights = this.#parts.map(({ weight }) => weight);
    this.velocities = newSlots(this.weights, 0);
  }

  get slots(): readonly tf.Variable[] {
    return this.velocities;
  }

  numbers(learningRate: number): readonly number[] {
    return [learningRate];
  }

  update(gradients: readonly tf.Tensor[], numbers: readonly StepNumber[], gate?: tf.Tensor): void {
    const rate = elementAt(numbers, 0);
    tf.tidy(() =>
      this.apply(gradients, typeof rate === 'number' || gate === undefined ? rate : tf.concat([rate, gate])),
    );
  }

  /** One step: the gradients stand in the order of `weights` and stay the caller's. What is frozen by now stays as it is. */
  apply(gradients: readonly tf.Tensor[], learningRate: number | DeviceNumber): void {
    const { momentum, nesterov } = this.#settings;
    const learns = <T>(list: readonly T[]): T[] => list.filter((_, i) => this.weights[i]?.trainable);
    // A gradient times a share, decay included, makes the step of a rate times that share; and all weights take one step.
    tf.tidy(() =>
      momentumStep({
        weights: learns(this.weights),
        velocities: learns(this.velocities),
        gradients: learns(this.#parts.map(({ share }, i) => scaled(elementAt(gradients, i), share))),
        weightDecays: learns(this.#parts.map(({ decay, share }) => decay * share)),
        learningRate,
        momentum,
        nesterov,
      }),
    );
  }

  /** @throws Error where the velocities are not those of these weights */
  restore(velocities: readonly Float32Array[]): void {
    restoreVariables('velocities', this.velocities, velocities);
  }

  /** Frees the velocities; the weights belong to the model. */
  dispose(): void {
    tf.dispose([...this.velocities]);
  }
}

const scaled = (gradient: tf.Tensor, share: number): tf.Tensor =>
  share === 1 ? gradient : tf.mul(gradient, share);
