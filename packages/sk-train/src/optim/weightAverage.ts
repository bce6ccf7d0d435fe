/** A moving average of weights and running statistics (EMA), which a run tests and keeps beside them. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type DeviceNumber, elementAt, moveAverages } from 'sk-core';
import type { EmaSettings } from '../recipe/optimizer.js';
import { restoreVariables } from './slots.js';

/** The average of the weights of a training step. */
export interface AveragedWeights {
  /** The variables that move in a step, by layers. */
  readonly variables: readonly tf.Variable[];
  /** Returns the average of each weight of the model, by layers: the weight itself where it was frozen. */
  values(): readonly tf.Tensor[];
  /** Takes up averages, as `values` has them. @throws Error where they are those of another model */
  restore(values: readonly Float32Array[]): void;
  /** Calls a function while the model has the averages for weights. */
  during<T>(run: () => Promise<T>): Promise<T>;
}

/**
 * Begins with the weights. In each step an average a of w becomes d a + (1 - d) w, as in timm's ModelEmaV3, where d is
 * `decay`; with `warmup` it is min(decay, (1 + t) / (10 + t)) in step t, counted from 0. What is frozen when this is made has
 * no average.
 */
export class WeightAverage implements AveragedWeights {
  readonly variables: readonly tf.Variable[];
  /** All weights of the model, by layers. */
  readonly #weights: readonly tf.Variable[];
  /** The weights that have an average, in the order of `variables`. */
  readonly #averaged: readonly tf.Variable[];
  readonly #settings: EmaSettings;

  constructor(model: LayersModel, settings: EmaSettings) {
    this.#settings = settings;
    const variableOf = (weight: LayersModel['weights'][number]): tf.Variable => weight.read() as tf.Variable;
    const { layers } = model;
    this.#weights = [...new Set(layers.flatMap(({ weights }) => weights.map(variableOf)))];
    const frozen = new Set(
      layers.flatMap(({ trainable, weights }) => (trainable ? [] : weights.map(variableOf))),
    );
    this.#averaged = this.#weights.filter((weight) => !frozen.has(weight));
    this.variables = this.#averaged.map((weight) => tf.tidy(() => tf.variable(tf.mul(weight, 1), false)));
  }

  /** Returns the share of the average that stays in a step. It is a float32, so that its complement is exact. */
  decayAt(step: number): number {
    const { decay, warmup = true } = this.#settings;
    return Math.fround(warmup ? Math.min(decay, (1 + step) / (10 + step)) : decay);
  }

  /** Moves the averages towards the weights. */
  move(decay: number | DeviceNumber): void {
    moveAverages(
      this.variables.map((running, i) => ({
        ...{ running, value: elementAt(this.#averaged, i), momentum: decay, scale: 1 },
      })),
    );
  }

  values(): readonly tf.Tensor[] {
    const places = new Map(this.#averaged.map((weight, i) => [weight, i]));
    return this.#weights.map((weight) => {
      const place = places.get(weight);
      return place === undefined ? weight : elementAt(this.variables, place);
    });
  }

  restore(values: readonly Float32Array[]): void {
    const averaged = new Set(this.#averaged);
    if (values.length !== this.#weights.length) {
      throw new Error(`got ${values.length} averages for ${this.#weights.length} weights`);
    }
    const own = values.filter((_, i) => averaged.has(elementAt(this.#weights, i)));
    restoreVariables('averages', this.variables, own);
  }

  async during<T>(run: () => Promise<T>): Promise<T> {
    const own = this.#averaged.map((weight) => tf.keep(tf.clone(weight)));
    try {
      this.#assign(this.variables);
      return await run();
    } finally {
      this.#assign(own);
      tf.dispose(own);
    }
  }

  dispose(): void {
    tf.dispose([...this.variables]);
  }

  #assign(values: readonly tf.Tensor[]): void {
    for (const [i, weight] of this.#averaged.entries()) weight.assign(elementAt(values, i));
  }
}
