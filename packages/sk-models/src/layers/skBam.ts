/**
 * The bottleneck attention module that the paper compares with (its [32]), between the stages of ResNeXt in Table 2. As its
 * authors' code has it: the gates of channels and of pixels are multiplied, where their text adds them.
 */

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

export interface SkBamArgs extends SkLayerArgs {
  /** r: both gates have C / r channels inside, at least one; 16. */
  readonly reduction?: Optional<number>;
  /** Dilation of the 3x3 convolutions in the gate of pixels; 4. */
  readonly dilation?: Optional<number>;
  /** Momentum of the running statistics; 0.95. */
  readonly momentum?: Optional<number>;
  /** Added to variances; 1e-5. */
  readonly epsilon?: Optional<number>;
}

/**
 * [N, H, W, C] to the same: x * (1 + sigmoid(channels * pixels)).
 *
 * Channels [N, C], from averages: `channel/fc1` with batch norm and ReLU, `channel/fc2`. Pixels [N, H, W, 1]:
 * `spatial/reduce` (1x1), `spatial/conv0` and `spatial/conv1` (3x3, dilated), each with batch norm and ReLU,
 * `spatial/score` (1x1). All have biases.
 */
export class SkBam extends SkLayer {
  static readonly className = 'SkBam';
  static override readonly args: SettingNames = {
    reduction: true,
    dilation: true,
    momentum: true,
    epsilon: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkBamArgs>;
  readonly reduction: number;
  readonly dilation: number;
  readonly momentum: number;
  readonly epsilon: number;

  constructor(args: SkBamArgs = {}) {
    super(args);
    this.reduction = whole(this.field('reduction'), args.reduction ?? 16, 1);
    this.dilation = whole(this.field('dilation'), args.dilation ?? 4, 1);
    this.momentum = fraction(this.field('momentum'), args.momentum ?? batchNormDefaults.momentum);
    this.epsilon = positive(this.field('epsilon'), args.epsilon ?? batchNormDefaults.epsilon);
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override weightSpecs(input: readonly number[]): readonly WeightSpec[] {
    const channels = channelsOf(input);
    const width = this.#width(channels);
    const { hidden, score } = this.#pixelConvs(channels);
    return [
      ...denseSpecs('channel/fc1', channels, width),
      ...batchNormSpecs('channel/fc1/', width),
      ...denseSpecs('channel/fc2', width, channels),
      ...hidden.flatMap((conv) => [...innerConvSpecs(conv), ...batchNormSpecs(`${conv.name}/`, width)]),
      ...innerConvSpecs(score),
    ];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [n, h, w, channels] = imageShape(input);
    const { name } = this;
    const width = this.#width(channels);
    const { hidden, score } = this.#pixelConvs(channels);
    const convPart = (conv: InnerConv): LayerPart => innerConvPart(name, conv, [n, h, w, conv.channels]);
    return [
      densePart(`${name}/channel/fc1`, n, channels, width),
      batchNormPart(`${name}/channel/fc1/bn`, [n, width]),
      densePart(`${name}/channel/fc2`, n, width, channels),
      ...hidden.flatMap((conv) => [
        convPart(conv),
        batchNormPart(`${name}/${conv.name}/bn`, [n, h, w, width]),
      ]),
      convPart(score),
      {
        ...{ name: `${name}/scale`, kind: 'scale', outputShape: [h, w, channels] },
        cost: exciteCost(n, h * w, channels),
      },
    ];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[], kwargs?: object): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const training = isTraining(kwargs);
      const gate = tf.mul(this.#channelGate(x, training), this.#pixelGate(x, training));
      return tf.mul(x, tf.add(1, tf.sigmoid(gate)));
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { reduction, dilation, momentum, epsilon } = this;
    return { ...super.getConfig(), reduction, dilation, momentum, epsilon };
  }

  /** [N, 1, 1, C]. */
  #channelGate(x: Tensor, training: boolean): Tensor {
    const [n, , , c] = imageShape(x.shape);
    const squeezed = dense('channel/fc1', fuse({ branches: [x] }), this.#weight);
    const z = this.#normalise('channel/fc1/', squeezed, training);
    return tf.reshape(dense('channel/fc2', z, this.#weight), [n, 1, 1, c]);
  }

  /** [N, H, W, 1]. */
  #pixelGate(x: Tensor, training: boolean): Tensor {
    const { hidden, score } = this.#pixelConvs(channelsOf(x.shape));
    const z = hidden.reduce(
      (y, conv) => this.#normalise(`${conv.name}/`, innerConv(conv, y, this.#weight), training),
      x,
    );
    return innerConv(score, z, this.#weight);
  }

  #normalise(prefix: string, x: Tensor, inTraining: boolean): Tensor {
    const { momentum, epsilon } = this;
    const weights = batchNormWeights(prefix, (name) => this.variable(name));
    const training = inTraining && !isFrozen(this, weights);
    return batchNorm(x, weights, { training, momentum, epsilon, relu: true });
  }

  #pixelConvs(channels: number): { readonly hidden: readonly InnerConv[]; readonly score: InnerConv } {
    const width = this.#width(channels);
    const pointwise = { kernelSize: 1, dilation: 1, bias: true } as const;
    const dilated = { kernelSize: 3, dilation: this.dilation, bias: true, channels: width, filters: width };
    return {
      hidden: [
        { ...pointwise, name: 'spatial/reduce', channels, filters: width },
        { ...dilated, name: 'spatial/conv0' },
        { ...dilated, name: 'spatial/conv1' },
      ],
      score: { ...pointwise, name: 'spatial/score', channels: width, filters: 1 },
    };
  }

  readonly #weight = (name: string): Tensor => this.read(name);

  #width(channels: number): number {
    return Math.max(1, Math.floor(channels / this.reduction));
  }
}

registry.registerClass(SkBam);
