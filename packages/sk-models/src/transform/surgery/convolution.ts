/** Describes a convolution for surgery, whichever layer computes it. */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { layerKind } from '../../graph/layerKinds.js';
import type { GraphNode, Layer } from '../../graph/modelGraph.js';
import type { ConvSettings } from '../../graph/stockLayers.js';
import type { Sides } from '../../layers/check.js';
import { SkFusedConv2D } from '../../layers/skFusedConv2D.js';
import type { SkGroupedConv2D } from '../../layers/skGroupedConv2D.js';
import { ModelError } from '../../modelError.js';

export type ConvKind = 'depthwise' | 'grouped' | 'dense';

/** A convolution of a model. */
export interface ConvDescription {
  /** Name of its layer, after the names of the nested models that it lies in. */
  readonly name: string;
  /** 'DepthwiseConv2D', say. Of a 'SeparableConv2D' the depthwise half is meant. */
  readonly className: string;
  readonly kind: ConvKind;
  readonly kernelSize: readonly [height: number, width: number];
  readonly strides: readonly [vertical: number, horizontal: number];
  readonly dilations: readonly [vertical: number, horizontal: number];
  readonly padding: 'same' | 'valid' | Sides;
  /** Channels of its input. */
  readonly channels: number;
  /** Channels of its output. */
  readonly filters: number;
  readonly groups: number;
}

export interface Convolution {
  readonly description: ConvDescription;
  readonly layer: Layer;
  readonly hasBias: boolean;
  /** Behind the convolution; 'linear' where there is none. */
  readonly activation: string;
  readonly isSeparable: boolean;
  /** Why no SK convolution can stand in its place. */
  readonly obstacle?: string;
}

/** Returns undefined for a node that is no 2-D convolution. */
export function readConvolution(node: GraphNode): Convolution | undefined {
  const kind = layerKind(node.layer);
  switch (kind.kind) {
    case 'SkGroupedConv2D':
    case 'SkFusedConv2D':
      return ownConvolution(node, kind.kind, kind.layer);
    case 'Conv2D':
    case 'DepthwiseConv2D':
    case 'SeparableConv2D':
      return stockConvolution(node, kind.kind, kind.settings);
    default:
      return undefined;
  }
}

function ownConvolution(node: GraphNode, className: string, layer: SkGroupedConv2D): Convolution {
  const { kernelSize, strides, dilationRate: dilations, padding, filters, groups, useBias } = layer;
  const channels = sizeAt(node, -1);
  const isFused = layer instanceof SkFusedConv2D;
  const description: ConvDescription = {
    ...{ name: node.name, className, kind: kindOf(groups, channels) },
    ...{ kernelSize, strides, dilations, padding, channels, filters, groups },
  };
  const adds = 'it adds a residual inside: replace convolutions first, then foldBatchNorm';
  const obstacle = obstacleOf(description) ?? (isFused && layer.residual ? adds : undefined);
  return {
    ...{ description, layer, isSeparable: false, hasBias: useBias },
    activation: isFused ? layer.activation : 'linear',
    ...(obstacle !== undefined && { obstacle }),
  };
}

function stockConvolution(
  node: GraphNode,
  className: 'Conv2D' | 'DepthwiseConv2D' | 'SeparableConv2D',
  settings: ConvSettings,
): Convolution {
  const { layer, name } = node;
  const [kernel] = layer.weights;
  const [kh, kw, kernelChannels, outputs] = (kernel?.shape ?? []) as [number, number, number, number];
  const { strides, dilationRate: dilations, padding, useBias, activation } = settings;
  const isFirst = settings.dataFormat === 'channelsFirst';
  const channels = sizeAt(node, isFirst ? 1 : -1);
  const isDepthwise = className !== 'Conv2D';
  const isSeparable = className === 'SeparableConv2D';
  const groups = isDepthwise ? channels : 1;
  const description: ConvDescription = {
    ...{ name, className, kind: isDepthwise ? 'depthwise' : 'dense', kernelSize: [kh, kw] },
    ...{ strides, dilations, padding, channels, groups },
    filters: isDepthwise ? kernelChannels * outputs : outputs,
  };
  const first = 'its images are channelsFirst, and SkConv2D reads channelsLast';
  const obstacle = obstacleOf(description) ?? (isFirst ? first : undefined);
  return {
    ...{ description, layer, isSeparable, hasBias: !isSeparable && useBias },
    activation: isSeparable ? 'linear' : activation,
    ...(obstacle !== undefined && { obstacle }),
  };
}

function kindOf(groups: number, channels: number): ConvKind {
  if (groups === 1) return 'dense';
  return groups === channels ? 'depthwise' : 'grouped';
}

/** Returns the size of an axis of the node's first input. */
function sizeAt({ inputShapes: [shape], name }: GraphNode, axis: number): number {
  const size = shape?.at(axis);
  if (typeof size === 'number') return size;
  throw new ModelError(`replaceConvs: '${name}' wants images of a fixed number of channels, got [${shape}]`);
}

function obstacleOf({ kernelSize: [kh, kw], dilations }: ConvDescription): string | undefined {
  if (kh !== 3 || kw !== 3) return `its kernel is ${kh}x${kw}, not 3x3`;
  if (dilations.some((dilation) => dilation > 1)) return `it is dilated by ${dilations.join('x')} already`;
  return undefined;
}

/** Returns the kernel as [3, 3, C / groups, filters], in a tidy. */
export function kernelOf({
  layer,
  description: { name, kernelSize, channels, groups, filters },
}: Convolution): Tensor {
  const [kernel] = layer.getWeights();
  if (kernel === undefined) throw new ModelError(`replaceConvs: '${name}' wants a kernel, got no weights`);
  return tf.reshape(kernel, [...kernelSize, channels / groups, filters]);
}
