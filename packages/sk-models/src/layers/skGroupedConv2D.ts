/** The convolution that TensorFlow.js lacks: grouped, dilated and strided at once, with gradients. */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import {
  type ConvGeometry,
  convAttrs,
  convCost,
  convGeometry,
  type GroupedConv2dAttrs,
  groupedConv2d,
  type OptionNames,
  type Padding,
  type Pair,
} from 'sk-core';
import { flag, type Optional, oneOf, padding, paddingConfig, pair, type Sides, whole } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import type { LayerPart } from './layerPart.js';
import { channelsOf } from './shape.js';
import {
  oneShape,
  oneTensor,
  type SettingNames,
  SkLayer,
  type SkLayerArgs,
  skLayerArgs,
  type WeightSpec,
} from './skLayer.js';
import { type WeightInit, weightInits } from './weightInit.js';

export interface SkGroupedConv2DArgs extends SkLayerArgs {
  readonly filters: number;
  readonly kernelSize: Pair;
  /** 1 is a dense convolution; the input's channels make it depthwise. */
  readonly groups?: Optional<number>;
  readonly strides?: Optional<Pair>;
  readonly dilationRate?: Optional<Pair>;
  /** TensorFlow's 'same' or 'valid' (the default), a number as in PyTorch, or [top, bottom, left, right]. */
  readonly padding?: Optional<Padding>;
  /** true. */
  readonly useBias?: Optional<boolean>;
  /** 'msra'. */
  readonly kernelInitializer?: Optional<WeightInit>;
}

export const skGroupedConv2DArgs: OptionNames<SkGroupedConv2DArgs> = {
  filters: true,
  kernelSize: true,
  groups: true,
  strides: true,
  dilationRate: true,
  padding: true,
  useBias: true,
  kernelInitializer: true,
  ...skLayerArgs,
};

/** [N, H, W, C] to [N, H', W', filters]. Weights: kernel [kh, kw, C / groups, filters] and bias [filters]. */
export class SkGroupedConv2D extends SkLayer {
  static readonly className: string = 'SkGroupedConv2D';
  static override readonly args: SettingNames = skGroupedConv2DArgs;
  readonly filters: number;
  readonly kernelSize: readonly [number, number];
  readonly groups: number;
  readonly strides: readonly [number, number];
  readonly dilationRate: readonly [number, number];
  readonly padding: 'same' | 'valid' | Sides;
  readonly useBias: boolean;
  readonly kernelInitializer: WeightInit;

  constructor(args: SkGroupedConv2DArgs) {
    super(args);
    this.filters = whole(this.field('filters'), args.filters, 1);
    this.kernelSize = pair(this.field('kernelSize'), args.kernelSize, 1);
    this.groups = whole(this.field('groups'), args.groups ?? 1, 1);
    this.strides = pair(this.field('strides'), args.strides ?? 1, 1);
    this.dilationRate = pair(this.field('dilationRate'), args.dilationRate ?? 1, 1);
    this.padding = padding(this.field('padding'), args.padding ?? 'valid', ['same', 'valid']);
    this.useBias = flag(this.field('useBias'), args.useBias ?? true);
    this.kernelInitializer = oneOf(
      this.field('kernelInitializer'),
      args.kernelInitializer ?? 'msra',
      weightInits,
    );
    if (this.filters % this.groups !== 0) {
      throw new LayerConfigError(this.field('filters'), `a multiple of ${this.groups} groups`, this.filters);
    }
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override weightSpecs(input: readonly number[]): readonly WeightSpec[] {
    const kernel: WeightSpec = {
      name: 'kernel',
      shape: this.#filterShape(input),
      init: this.kernelInitializer,
      trainable: true,
    };
    const bias: WeightSpec = { name: 'bias', shape: [this.filters], init: 'zeros', trainable: true };
    return this.useBias ? [kernel, bias] : [kernel];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [attrs, geometry] = this.#geometry(input);
    return [convPart(this.name, geometry, attrs, this.useBias)];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w, c] = oneShape(inputShape) as [number, number | null, number | null, number];
    if (h === null || w === null) return [n, null, null, this.filters];
    const [, { oh, ow, o }] = this.#geometry([1, h, w, c]);
    return [n, oh, ow, o];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const [x, filter] = [oneTensor(inputs), this.read('kernel')];
      const y = groupedConv2d({ x, filter }, this.attrs(x.shape, filter.shape));
      return this.useBias ? tf.add(y, this.read('bias')) : y;
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { filters, kernelSize, groups, strides, dilationRate, useBias, kernelInitializer } = this;
    return {
      ...super.getConfig(),
      ...{ filters, groups, useBias, kernelInitializer },
      kernelSize: [...kernelSize],
      strides: [...strides],
      dilationRate: [...dilationRate],
      padding: paddingConfig(this.padding),
    };
  }

  #filterShape(input: readonly number[]): readonly [number, number, number, number] {
    const channels = channelsOf(input);
    if (channels % this.groups !== 0) {
      throw new LayerConfigError(
        this.field('groups'),
        `a divisor of ${channels} input channels`,
        this.groups,
      );
    }
    return [...this.kernelSize, channels / this.groups, this.filters];
  }

  protected attrs(x: readonly number[], filter: readonly number[]): GroupedConv2dAttrs {
    const { groups, strides, dilationRate, padding } = this;
    return convAttrs({ groups, strides, dilations: dilationRate, pad: padding }, x, filter);
  }

  #geometry(x: readonly number[]): [GroupedConv2dAttrs, ConvGeometry] {
    const filter = this.#filterShape(x);
    const attrs = this.attrs(x, filter);
    return [attrs, convGeometry(x, filter, attrs)];
  }
}

/** Returns the part of a convolution. @param geometry Of the batch that is asked about. */
export function convPart(
  name: string,
  geometry: ConvGeometry,
  { groups, strides, dilations, pads }: GroupedConv2dAttrs,
  bias: boolean,
): LayerPart {
  const { kh, kw, oh, ow, o } = geometry;
  return {
    name,
    kind: 'convolution',
    outputShape: [oh, ow, o],
    window: { kernel: [kh, kw], strides, dilations, pads, groups },
    cost: convCost(geometry, { bias }),
  };
}

registry.registerClass(SkGroupedConv2D);
