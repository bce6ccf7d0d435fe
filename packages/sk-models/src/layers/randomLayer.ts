/** The base of layers that drop values at random in training, and let everything pass at inference. */

import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { currentRandomStep, dropout, noCost, type RandomStep, stepNumber } from 'sk-core';
import { fractionBelowOne } from './check.js';
import type { LayerPart } from './layerPart.js';
import { randomSeed } from './randomSeed.js';
import { isTraining, oneTensor, SkLayer, type SkLayerArgs, type WeightSpec } from './skLayer.js';
import { weightSeed } from './weightInit.js';

export interface RandomLayerArgs extends SkLayerArgs {
  /** The share that is dropped, from 0 to below 1. */
  readonly rate: number;
}

/**
 * Drops what follows from the seed, the layer's name, the step of training and the calls in it, the same on every backend.
 * Without a seed the layer draws one, which stands in its configuration. Where nobody names the step it counts its calls.
 */
export abstract class RandomLayer extends SkLayer {
  readonly rate: number;
  #calls = 0;
  /** The step that was named last, and the calls in it. */
  #named: { readonly step: RandomStep; calls: number } | undefined;

  constructor(args: RandomLayerArgs) {
    super({ ...args, seed: args.seed ?? randomSeed() });
    this.supportsMasking = true;
    this.rate = fractionBelowOne(this.field('rate'), args.rate);
  }

  /** Returns the shape of the numbers that are drawn for an input, which are broadcast to it. */
  abstract drawnShape(input: readonly number[]): readonly number[];

  override weightSpecs(): readonly WeightSpec[] {
    return [];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    return [{ name: this.name, kind: 'other', outputShape: input.slice(1), cost: noCost }];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[], kwargs: object): Tensor {
    const x = oneTensor(inputs);
    if (!isTraining(kwargs) || this.rate === 0) return x;
    return tf.tidy(() => {
      const { step, ...draw } = this.#draw();
      const attrs = { rate: this.rate, seed: weightSeed(this.seed ?? 0, this.name), ...draw };
      const shape = this.drawnShape(x.shape);
      if (`${shape}` === `${x.shape}`) return dropout({ x, step }, attrs);
      return tf.mul(x, dropout({ x: tf.ones([...shape]), step }, attrs));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }

  #draw(): RandomStep & { readonly call: number } {
    const step = currentRandomStep();
    if (step === undefined) return { step: stepNumber(this.#calls++), part: 0, call: 0 };
    if (this.#named?.step !== step) this.#named = { step, calls: 0 };
    return { ...step, call: this.#named.calls++ };
  }
}
