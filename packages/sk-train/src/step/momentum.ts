/**
 * Stochastic gradient descent with momentum and weight decay (the paper's section 4.1), the decay sparing batch
 * normalisation and biases. The velocities are ordinary variables, so a checkpoint can hold them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type DeviceNumber, elementAt, momentumStep } from 'sk-core';
import { ModelError } from 'sk-models';
import { recipeNames } from '../recipe/recipe.js';
import { classifierOf } from './classifierOf.js';

export interface MomentumSettings {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  /** Wanted beside `lrHead`. */
  readonly learningRate?: number | undefined;
  /** The classifier learns at a step's rate times `lrHead` / `learningRate`; by default at the step's rate. */
  readonly lrHead?: number | undefined;
}

/** Whether weight decay applies: to kernels, not to biases or to the scale and shift of batch normalisation. */
export function decays(name: string, rank: number): boolean {
  return rank > 1 && !/(^|[/_])(bias|gamma|beta)(_\d+)?$/.test(name);
}

/** The optimiser and its state: one velocity for each trainable weight, zero at first. */
export class Momentum {
  readonly weights: readonly tf.Variable[];
  readonly velocities: readonly tf.Variable[];
  readonly #settings: MomentumSettings;
  readonly #weightDecays: number[];
  /** For each weight its learning rate over that of the step. */
  readonly #shares: readonly number[];

  /**
   * @param settings these alone, or a whole recipe
   * @throws OptionError for a setting that no recipe has; ModelError where `lrHead` is given and the model has no classifier
   */
  constructor(model: LayersModel, settings: MomentumSettings) {
    checkOptions('Momentum: settings', settings, recipeNames);
    this.#settings = settings;
    this.#shares = rateShares(model, settings);
    const trainable = model.trainableWeights;
    this.weights = trainable.map((weight) => weight.read() as tf.Variable);
    this.velocities = this.weights.map((weight) => tf.tidy(() => tf.variable(tf.zerosLike(weight), false)));
    this.#weightDecays = trainable.map((weight, i) =>
      decays(weight.originalName, weight.shape.length)
        ? settings.weightDecay * elementAt(this.#shares, i)
        : 0,
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
        gradients: learns(gradients.map((gradient, i) => scaled(gradient, elementAt(this.#shares, i)))),
        weightDecays: learns(this.#weightDecays),
        learningRate,
        momentum,
        nesterov,
      }),
    );
  }

  /** @throws Error where the velocities are not those of these weights */
  restore(velocities: readonly Float32Array[]): void {
    if (velocities.length !== this.velocities.length) {
      throw new Error(`got ${velocities.length} velocities for ${this.velocities.length} trainable weights`);
    }
    this.velocities.forEach((velocity, i) => {
      tf.tidy(() => velocity.assign(tf.tensor(elementAt(velocities, i), velocity.shape, 'float32')));
    });
  }

  /** Frees the velocities; the weights belong to the model. */
  dispose(): void {
    tf.dispose([...this.velocities]);
  }
}

const scaled = (gradient: tf.Tensor, share: number): tf.Tensor =>
  share === 1 ? gradient : tf.mul(gradient, share);

function rateShares(model: LayersModel, { learningRate, lrHead }: MomentumSettings): readonly number[] {
  const { trainableWeights } = model;
  if (lrHead === undefined) return trainableWeights.map(() => 1);
  if (learningRate === undefined) {
    throw new ModelError(
      `Momentum: lrHead ${lrHead} wants learningRate beside it, the rate of the other weights`,
    );
  }
  const head = new Set(classifierOf(model).weights);
  return trainableWeights.map((weight) => (head.has(weight) ? lrHead / learningRate : 1));
}
