/** Batch normalisation and, if asked, the ReLU behind it in one op. Paper section 3.1; settings of the authors' files. */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import type { OptionNames } from 'sk-core';
import {
  batchNorm,
  batchNormDefaults,
  batchNormPart,
  batchNormSpecs,
  batchNormWeights,
  isFrozen,
} from './batchNorm.js';
import { flag, fraction, type Optional, positive } from './check.js';
import type { LayerPart } from './layerPart.js';
import { channelsOf } from './shape.js';
import {
  isTraining,
  oneTensor,
  type SettingNames,
  SkLayer,
  type SkLayerArgs,
  skLayerArgs,
  type WeightSpec,
} from './skLayer.js';

export interface SkBatchNormArgs extends SkLayerArgs {
  /** Momentum of the running statistics; 0.95. */
  readonly momentum?: Optional<number>;
  /** Added to the variance; 1e-5. */
  readonly epsilon?: Optional<number>;
  /** Rectify the output; false. */
  readonly relu?: Optional<boolean>;
}

/**
 * [..., C] to [..., C]. In training it normalises by the batch and moves the running statistics once a call; otherwise,
 * and where it is not trainable, it normalises by the running statistics and leaves them.
 */
export class SkBatchNorm extends SkLayer {
  static readonly className = 'SkBatchNorm';
  static override readonly args: SettingNames = {
    momentum: true,
    epsilon: true,
    relu: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkBatchNormArgs>;
  readonly momentum: number;
  readonly epsilon: number;
  readonly relu: boolean;

  constructor(args: SkBatchNormArgs = {}) {
    super(args);
    this.momentum = fraction(this.field('momentum'), args.momentum ?? batchNormDefaults.momentum);
    this.epsilon = positive(this.field('epsilon'), args.epsilon ?? batchNormDefaults.epsilon);
    this.relu = flag(this.field('relu'), args.relu ?? false);
  }

  override weightSpecs(input: readonly number[]): readonly WeightSpec[] {
    return batchNormSpecs('', channelsOf(input));
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    return [batchNormPart(this.name, input as [number, ...number[]])];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[], kwargs?: object): Tensor {
    return this.#normalise(oneTensor(inputs), kwargs);
  }

  /** Computes the ReLU of the normalised x plus an addend of its shape, the end of a residual unit; one op in training. */
  callWithAddend(x: Tensor, addend: Tensor, kwargs?: object): Tensor {
    return this.#normalise(x, kwargs, addend);
  }

  #normalise(x: Tensor, kwargs: object | undefined, addend?: Tensor): Tensor {
    const { momentum, epsilon, relu } = this;
    const weights = batchNormWeights('', (name) => this.variable(name));
    const training = isTraining(kwargs) && !isFrozen(this, weights);
    return tf.tidy(() => batchNorm(x, weights, { training, momentum, epsilon, relu }, addend));
  }

  override getConfig(): serialization.ConfigDict {
    const { momentum, epsilon, relu } = this;
    return { ...super.getConfig(), momentum, epsilon, relu };
  }
}

registry.registerClass(SkBatchNorm);
