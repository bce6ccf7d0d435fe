/** A convolution inside of another layer, at stride 1 and padded so that it keeps the size: its weights, cost and product. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { convAttrs, convGeometry, type GroupedConv2dAttrs, groupedConv2d } from 'sk-core';
import type { LayerPart } from './layerPart.js';
import { convPart } from './skGroupedConv2D.js';
import type { WeightSpec } from './skLayer.js';

export interface InnerConv {
  readonly name: string;
  readonly channels: number;
  readonly filters: number;
  /** Odd. */
  readonly kernelSize: number;
  readonly dilation: number;
  readonly bias: boolean;
}

/** Declares `<name>/kernel` [k, k, C, O] and, where it has a bias, `<name>/bias` [O]. */
export function innerConvSpecs(conv: InnerConv): readonly WeightSpec[] {
  const { name, filters, bias } = conv;
  return [
    { name: `${name}/kernel`, shape: filterShape(conv), init: 'msra', trainable: true },
    ...(bias
      ? [{ name: `${name}/bias`, shape: [filters], init: 'zeros', trainable: true } satisfies WeightSpec]
      : []),
  ];
}

/** @param x Shape of its input, [N, H, W, C]. */
export function innerConvPart(layer: string, conv: InnerConv, x: readonly number[]): LayerPart {
  const attrs = attrsOf(conv, x);
  const geometry = convGeometry(x, filterShape(conv), attrs);
  return convPart(`${layer}/${conv.name}`, geometry, attrs, conv.bias);
}

/** Computes [N, H, W, O] of x [N, H, W, C]. @param read Returns a weight that {@link innerConvSpecs} declares. */
export function innerConv(conv: InnerConv, x: Tensor, read: (weight: string) => Tensor): Tensor {
  const y = groupedConv2d({ x, filter: read(`${conv.name}/kernel`) }, attrsOf(conv, x.shape));
  return conv.bias ? tf.add(y, read(`${conv.name}/bias`)) : y;
}

function attrsOf(conv: InnerConv, x: readonly number[]): GroupedConv2dAttrs {
  const { kernelSize, dilation } = conv;
  const pad = ((kernelSize - 1) * dilation) / 2;
  return convAttrs({ dilations: dilation, pad }, x, filterShape(conv));
}

const filterShape = ({
  kernelSize,
  channels,
  filters,
}: InnerConv): readonly [number, number, number, number] => [kernelSize, kernelSize, channels, filters];
