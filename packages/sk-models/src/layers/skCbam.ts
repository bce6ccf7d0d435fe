/** The convolutional block attention module that the paper compares with (its [45]), in each unit of ResNeXt in Table 2. */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import { exciteCost, fuse, type OptionNames } from 'sk-core';
import {
  batchNorm,
  batchNormDefaults,
  batchNormPart,
  batchNormSpecs,
  batchNormWeights,
  isFrozen,
} from './batchNorm.js';
import { fraction, type Optional, positive, whole } from './check.js';
import { dense, densePart, denseSpecs } from './dense.js';
import { type InnerConv, innerConv, innerConvPart, innerConvSpecs } from './innerConv.js';
import { LayerConfigError } from './layerConfigError.js';
import type { LayerPart } from './layerPart.js';
import { channelsOf, imageShape } from './shape.js';
import {
  isTraining,
  oneTensor,
  type SettingNames,
  SkLayer,
  type SkLayerArgs,
  skLayerArgs,
  type WeightSpec,
} from './skLayer.js';

export interface SkCbamArgs extends SkLayerArgs {
  /** r: the hidden layer has C / r units, at least one; 16. */
  readonly reduction?: Optional<number>;
  /** Size of the convolution in the gate of pixels, odd; 7. */
  readonly kernelSize?: Optional<number>;
  /** Momentum of the running statistics; 0.95. */
  readonly momentum?: Optional<number>;
  /** Added to the variance; 1e-5. */
  readonly epsilon?: Optional<number>;
}

/**
 * [N, H, W, C] to the same, scaled twice by 0 to 1: each channel, by what one perceptron with biases, `channel/fc1` and
 * `channel/fc2`, makes of its average and of its maximum; then each pixel, by a convolution `spatial` without bias of the
 * channels' maximum and mean, and its batch norm.
 */
export class SkCbam extends SkLayer {
  static readonly className = 'SkCbam';
  static override readonly args: SettingNames = {
    reduction: true,
    kernelSize: true,
    momentum: true,
    epsilon: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkCbamArgs>;
  readonly reduction: number;
  readonly kernelSize: number;
  readonly momentum: number;
  readonly epsilon: number;

  constructor(args: SkCbamArgs = {}) {
    super(args);
    this.reduction = whole(this.field('reduction'), args.reduction ?? 16, 1);
    this.kernelSize = whole(this.field('kernelSize'), args.kernelSize ?? 7, 1);
    this.momentum = fraction(this.field('momentum'), args.momentum ?? batchNormDefaults.momentum);
    this.epsilon = positive(this.field('epsilon'), args.epsilon ?? batchNormDefaults.epsilon);
    if (this.kernelSize % 2 === 0) {
      throw new LayerConfigError(
        this.field('kernelSize'),
        'an odd number, so that it has a centre',
        args.kernelSize,
      );
    }
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override weightSpecs(input: readonly number[]): readonly WeightSpec[] {
    const channels = channelsOf(input);
    const width = this.#width(channels);
    return [
      ...denseSpecs('channel/fc1', channels, width),
      ...denseSpecs('channel/fc2', width, channels),
      ...innerConvSpecs(this.#spatial),
      ...batchNormSpecs('spatial/', 1),
    ];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [n, h, w, channels] = imageShape(input);
    const width = this.#width(channels);
    const scale = (gate: string): LayerPart => ({
      ...{ name: `${this.name}/${gate}/scale`, kind: 'scale', outputShape: [h, w, channels] },
      cost: exciteCost(n, h * w, channels),
    });
    return [
      // The averages and the maxima.
      densePart(`${this.name}/channel/fc1`, 2 * n, channels, width),
      densePart(`${this.name}/channel/fc2`, 2 * n, width, channels),
      scale('channel'),
      innerConvPart(this.name, this.#spatial, [n, h, w, 2]),
      batchNormPart(`${this.name}/spatial/bn`, [n, h, w, 1]),
      scale('spatial'),
    ];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[], kwargs?: object): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const channels = tf.mul(x, this.#channelGate(x));
      return tf.mul(channels, this.#pixelGate(channels, isTraining(kwargs)));
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { reduction, kernelSize, momentum, epsilon } = this;
    return { ...super.getConfig(), reduction, kernelSize, momentum, epsilon };
  }

  /** [N, 1, 1, C]. */
  #channelGate(x: Tensor): Tensor {
    const [n, , , c] = imageShape(x.shape);
    const perceive = (features: Tensor): Tensor =>
      dense('channel/fc2', tf.relu(dense('channel/fc1', features, this.#weight)), this.#weight);
    const gate = tf.add(perceive(fuse({ branches: [x] })), perceive(tf.max(x, [1, 2])));
    return tf.reshape(tf.sigmoid(gate), [n, 1, 1, c]);
  }

  /** [N, H, W, 1]. */
  #pixelGate(x: Tensor, inTraining: boolean): Tensor {
    const { momentum, epsilon } = this;
    const map = tf.concat([tf.max(x, -1, true), tf.mean(x, -1, true)], -1);
    const weights = batchNormWeights('spatial/', (name) => this.variable(name));
    const training = inTraining && !isFrozen(this, weights);
    const y = innerConv(this.#spatial, map, this.#weight);
    return tf.sigmoid(batchNorm(y, weights, { training, momentum, epsilon, relu: false }));
  }

  get #spatial(): InnerConv {
    const { kernelSize } = this;
    return { name: 'spatial', channels: 2, filters: 1, kernelSize, dilation: 1, bias: false };
  }

  readonly #weight = (name: string): Tensor => this.read(name);

  #width(channels: number): number {
    return Math.max(1, Math.floor(channels / this.reduction));
  }
}

registry.registerClass(SkCbam);
