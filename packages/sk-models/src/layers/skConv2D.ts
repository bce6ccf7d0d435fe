/** The paper's Selective Kernel convolution: split, fuse, select. Section 3.1, equations (1) to (6). */

import * as tf from '@tensorflow/tfjs-core';
import {
  serialization as registry,
  type serialization,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import {
  branchSoftmax,
  elementAt,
  fuse,
  groupedConv2d,
  type OptionNames,
  type Padding,
  type Pair,
  select,
  selectionWidth,
  selectiveKernel,
  syncedRanks,
} from 'sk-core';
import {
  type BatchNormMode,
  type BatchNormWeights,
  batchNorm,
  batchNormDefaults,
  batchNormSpecs,
  batchNormWeights,
  isFrozen,
  moveStatistics,
} from './batchNorm.js';
import { flag, fraction, type Optional, padding, paddingConfig, pair, positive, whole } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import type { LayerPart } from './layerPart.js';
import { channelsOf } from './shape.js';
import {
  type BranchPadding,
  branchAttrs,
  branchFilter,
  branchGeometry,
  checkPadding,
  paddingShift,
  readBranches,
  type SkBranch,
  type SkBranchArgs,
} from './skBranch.js';
import { skConvParts } from './skConvParts.js';
import {
  isTraining,
  oneShape,
  oneTensor,
  type SettingNames,
  SkLayer,
  type SkLayerArgs,
  skLayerArgs,
  type WeightSpec,
} from './skLayer.js';

export interface SkConv2DArgs extends SkLayerArgs {
  readonly filters: number;
  /** M kernels to select from, M >= 1, in the order of the attention's second axis. */
  readonly branches: readonly SkBranchArgs[];
  /** r of equation (4); 16. */
  readonly reduction?: Optional<number>;
  /** L of equation (4); 32. */
  readonly minWidth?: Optional<number>;
  /** Select by attention; false sums the branches, the naive baseline of Table 7. true. */
  readonly attention?: Optional<boolean>;
  readonly strides?: Optional<Pair>;
  /**
   * Of the first branch: half its extent on every side ('symmetric', the default, as in PyTorch and Caffe), TensorFlow's
   * 'same' or 'valid', a number, or [top, bottom, left, right]. Other branches are padded so that their windows have the
   * same centres.
   */
  readonly padding?: Optional<'symmetric' | Padding>;
  /** Let each branch read its own M-th part of the input's channels; false lets each read all. false. */
  readonly splitInput?: Optional<boolean>;
  /** Output [V, attention] in place of V alone; false. */
  readonly returnAttention?: Optional<boolean>;
  /** Momentum of the running statistics; 0.95. */
  readonly momentum?: Optional<number>;
  /** Added to variances; 1e-5. */
  readonly epsilon?: Optional<number>;
}

export const skConv2DArgs: OptionNames<SkConv2DArgs> = {
  filters: true,
  branches: true,
  reduction: true,
  minWidth: true,
  attention: true,
  strides: true,
  padding: true,
  splitInput: true,
  returnAttention: true,
  momentum: true,
  epsilon: true,
  ...skLayerArgs,
};

/**
 * [N, H, W, C] to [N, H', W', filters], and with `returnAttention` the attention [N, M, filters] behind it.
 *
 * Weights of branch m: `branch<m>/kernel` [k, k, C / groups, filters] and its batch norm. With attention: `fc1/kernel`
 * [filters, d] with batch norm and ReLU, `fc2/kernel` [d, M * filters] (branch by branch), neither with a bias.
 */
export class SkConv2D extends SkLayer {
  static readonly className: string = 'SkConv2D';
  static override readonly args: SettingNames = skConv2DArgs;
  readonly filters: number;
  readonly branches: readonly SkBranch[];
  readonly reduction: number;
  readonly minWidth: number;
  readonly attention: boolean;
  readonly strides: readonly [number, number];
  readonly padding: BranchPadding;
  readonly splitInput: boolean;
  readonly returnAttention: boolean;
  readonly momentum: number;
  readonly epsilon: number;

  constructor(args: SkConv2DArgs) {
    super(args);
    const field = (name: string): string => this.field(name);
    this.filters = whole(field('filters'), args.filters, 1);
    this.branches = readBranches(args.branches, this.filters, field);
    this.reduction = whole(field('reduction'), args.reduction ?? 16, 1);
    this.minWidth = whole(field('minWidth'), args.minWidth ?? 32, 1);
    this.attention = flag(field('attention'), args.attention ?? true);
    this.strides = pair(field('strides'), args.strides ?? 1, 1);
    const paddings = ['symmetric', 'same', 'valid'] as const;
    this.padding = padding(field('padding'), args.padding ?? 'symmetric', paddings);
    checkPadding(this, field);
    this.splitInput = flag(field('splitInput'), args.splitInput ?? false);
    this.returnAttention = flag(field('returnAttention'), args.returnAttention ?? false);
    this.momentum = fraction(field('momentum'), args.momentum ?? batchNormDefaults.momentum);
    this.epsilon = positive(field('epsilon'), args.epsilon ?? batchNormDefaults.epsilon);
    if (this.returnAttention && !this.attention) {
      throw new LayerConfigError(field('returnAttention'), 'attention: true with it', args.returnAttention);
    }
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  /** d of equation (4). */
  get width(): number {
    return selectionWidth(this.filters, this.reduction, this.minWidth);
  }

  override weightSpecs(input: readonly number[]): readonly WeightSpec[] {
    const { filters, branches, width } = this;
    const channels = this.#branchChannels(input);
    const fc = (name: string, shape: readonly number[]): WeightSpec => ({
      name,
      shape,
      init: 'gaussian',
      trainable: true,
    });
    return [
      ...branches.flatMap((branch, m): WeightSpec[] => [
        {
          name: `branch${m}/kernel`,
          shape: branchFilter(branch, channels, filters),
          init: 'msra',
          trainable: true,
        },
        ...this.shiftSpecs(`branch${m}/`, filters),
      ]),
      ...(this.attention
        ? [
            fc('fc1/kernel', [filters, width]),
            ...this.shiftSpecs('fc1/', width),
            fc('fc2/kernel', [width, branches.length * filters]),
          ]
        : []),
    ];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    return skConvParts(this, this.branchInput(input), 'batchNorm');
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    const { filters, branches, strides } = this;
    const input = oneShape(inputShape);
    const [n, h, w] = input as [number, number | null, number | null];
    const x = [1, h ?? 0, w ?? 0, this.#branchChannels(input)];
    const known = h !== null && w !== null;
    const shift = paddingShift(this, x);
    const sizes = known ? branches.map((branch) => branchGeometry(branch, x, filters, strides, shift)) : [];
    const v: Shape = [n, sizes[0]?.oh ?? null, sizes[0]?.ow ?? null, filters];
    return this.returnAttention ? [v, [n, branches.length, filters]] : v;
  }

  override call(inputs: Tensor | Tensor[], kwargs?: object): Tensor | Tensor[] {
    const { v, attention } = this.run(inputs, kwargs);
    return this.returnAttention && attention !== undefined ? [v, attention] : v;
  }

  /** Computes V [N, H', W', filters] and, where the layer has any, the attention [N, M, filters] that it is selected by. */
  run(inputs: Tensor | Tensor[], kwargs?: object): { v: Tensor; attention?: Tensor } {
    return tf.tidy(() => {
      const isOne = isTraining(kwargs) && syncedRanks() === undefined;
      const norm = isOne ? this.trainedNorm() : undefined;
      if (norm !== undefined) return this.#select(this.#split(oneTensor(inputs), true), norm);
      const { branches, attention } = this.branchesAndAttention(inputs, kwargs);
      if (attention === undefined) return { v: branches.reduce((sum, branch) => tf.add(sum, branch)) };
      return { v: select({ branches, attention }), attention };
    });
  }

  /** Computes what V is selected from: U [N, H', W', filters] of each branch, and the attention where the layer has any. */
  branchesAndAttention(
    inputs: Tensor | Tensor[],
    kwargs?: object,
  ): { branches: Tensor[]; attention?: Tensor } {
    return tf.tidy(() => {
      const branches = this.#split(oneTensor(inputs), isTraining(kwargs));
      return { branches, ...(this.attention && { attention: this.#attend(branches, isTraining(kwargs)) }) };
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { filters, reduction, minWidth, attention, splitInput, returnAttention, momentum, epsilon } = this;
    return {
      ...super.getConfig(),
      ...{ filters, reduction, minWidth, attention, splitInput, returnAttention, momentum, epsilon },
      strides: [...this.strides],
      ...(this.padding !== 'symmetric' && { padding: paddingConfig(this.padding) }),
      branches: this.branches.map((branch) => ({ ...branch })),
    };
  }

  /** Computes U of each branch. */
  #split(x: Tensor, training: boolean): Tensor[] {
    const inputs = this.splitInput ? tf.split(x, this.branches.length, -1) : this.branches.map(() => x);
    return inputs.map((input, m) => this.convolve(input, m, training));
  }

  /** Computes U of branch m. */
  protected convolve(x: Tensor, m: number, training: boolean): Tensor {
    const branch = elementAt(this.branches, m);
    const filter = this.read(`branch${m}/kernel`);
    const u = groupedConv2d({ x, filter }, branchAttrs(branch, this.strides, paddingShift(this, x.shape)));
    return this.#normalise(`branch${m}/`, u, training, branch.activation === 'relu');
  }

  /** Returns the batch norm of the attention, where it normalises by the batch in training. */
  protected trainedNorm(): BatchNormWeights | undefined {
    if (!this.attention) return undefined;
    const weights = batchNormWeights('fc1/', (name) => this.variable(name));
    return isFrozen(this, weights) ? undefined : weights;
  }

  /** Selects between the branches in training, in one op. */
  #select(branches: readonly Tensor[], norm: BatchNormWeights): { v: Tensor; attention: Tensor } {
    const { momentum, epsilon } = this;
    const [squeeze, expand] = [this.read('fc1/kernel'), this.read('fc2/kernel')];
    const [gamma, beta] = [norm.gamma.read(), norm.beta.read()];
    const selected = selectiveKernel({ branches, squeeze, gamma, beta, expand }, { epsilon });
    const { v, attention, ...statistics } = selected;
    moveStatistics(norm, { ...statistics, count: elementAt(v.shape, 0) }, momentum);
    return { v, attention };
  }

  /** Computes z [N, d] of s [N, filters]. Equation (3). */
  protected squeeze(s: Tensor2D, training: boolean): Tensor2D {
    const squeezed = tf.matMul(s, this.read('fc1/kernel') as Tensor2D);
    return this.#normalise('fc1/', squeezed, training, true) as Tensor2D;
  }

  /** Declares the weights of what shifts the channels behind a kernel: a batch norm. */
  protected shiftSpecs(prefix: string, channels: number): WeightSpec[] {
    return batchNormSpecs(prefix, channels);
  }

  /** Computes the attention [N, M, filters]. Equations (1) to (3) and (5): means of the sum, squeezed, softmax over branches. */
  #attend(branches: readonly Tensor[], training: boolean): Tensor {
    const s = fuse({ branches }) as Tensor2D;
    const z = this.squeeze(s, training);
    const logits = tf.matMul(z, this.read('fc2/kernel') as Tensor2D);
    return branchSoftmax({ logits: tf.reshape(logits, [s.shape[0], branches.length, this.filters]) });
  }

  #normalise(prefix: string, x: Tensor, inTraining: boolean, relu: boolean): Tensor {
    const { momentum, epsilon } = this;
    const weights = batchNormWeights(prefix, (name) => this.variable(name));
    const mode: BatchNormMode = { training: inTraining && !isFrozen(this, weights), momentum, epsilon, relu };
    return batchNorm(x, weights, mode);
  }

  /** Returns the shape of a branch's input. */
  protected branchInput(input: readonly number[]): readonly number[] {
    return [...input.slice(0, -1), this.#branchChannels(input)];
  }

  /** Returns how many channels a branch reads. @throws LayerConfigError where they do not divide. */
  #branchChannels(input: readonly number[]): number {
    const channels = channelsOf(input);
    const parts = this.splitInput ? this.branches.length : 1;
    if (channels % parts !== 0) {
      throw new LayerConfigError(
        this.field('splitInput'),
        `input channels that split into ${parts} parts`,
        channels,
      );
    }
    for (const [m, { groups }] of this.branches.entries()) {
      if ((channels / parts) % groups === 0) continue;
      throw new LayerConfigError(
        this.field(`branches[${m}].groups`),
        `a divisor of the ${channels / parts} channels that the branch reads`,
        groups,
      );
    }
    return channels / parts;
  }
}

registry.registerClass(SkConv2D);
