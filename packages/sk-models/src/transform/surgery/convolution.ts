/** What surgery wants to know of a convolution, whichever layer does it. */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { Layer, LayerUse } from '../../graph/modelGraph.js';
import type { Sides } from '../../layers/check.js';
import { SkFusedConv2D } from '../../layers/skFusedConv2D.js';
import { SkGroupedConv2D } from '../../layers/skGroupedConv2D.js';

export type ConvKind = 'depthwise' | 'grouped' | 'dense';

/** A convolution of a model. */
export interface ConvDescription {
  /** Its layer's name, after the names of the nested models that it lies in. */
  readonly name: string;
  /** 'DepthwiseConv2D', say. Of a 'SeparableConv2D' the depthwise half is meant. */
  readonly className: string;
  readonly kind: ConvKind;
  readonly kernelSize: readonly [height: number, width: number];
  readonly strides: readonly [vertical: number, horizontal: number];
  readonly dilations: readonly [vertical: number, horizontal: number];
  readonly padding: 'same' | 'valid' | Sides;
  /** That it reads. */
  readonly channels: number;
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

/** Undefined for a layer that is no 2-D convolution. */
export function readConvolution({ layer, name, inputs }: LayerUse): Convolution | undefined {
  const className = layer.getClassName();
  const isOwn = layer instanceof SkGroupedConv2D;
  if (!isOwn && !foreignClasses.includes(className)) return undefined;
  const config = layer.getConfig() as object as ConvConfig;
  const [kernel] = layer.weights as [LayerVariable];
  const [kh, kw, kernelChannels, outputs] = kernel.shape as [number, number, number, number];
  const isDepthwise = !isOwn && className !== 'Conv2D';
  const isSeparable = className === 'SeparableConv2D';
  const channelAxis = config.dataFormat === 'channelsFirst' ? 1 : -1;
  const channels = inputs[0]?.shape.at(channelAxis) as number;
  const groups = isOwn ? layer.groups : isDepthwise ? channels : 1;
  const description: ConvDescription = {
    ...{ name, className, channels, groups },
    kind: isDepthwise || (groups > 1 && groups === channels) ? 'depthwise' : groups > 1 ? 'grouped' : 'dense',
    kernelSize: [kh, kw],
    strides: both(config.strides),
    dilations: both(config.dilationRate ?? 1),
    padding: config.padding,
    filters: isDepthwise ? kernelChannels * outputs : outputs,
  };
  const obstacle = obstacleOf(description, layer, config);
  return {
    ...{ description, layer, isSeparable },
    hasBias: !isSeparable && (layer instanceof SkFusedConv2D || config.useBias === true),
    activation: isSeparable ? 'linear' : (config.activation ?? 'linear'),
    ...(obstacle === undefined ? {} : { obstacle }),
  };
}

/** [3, 3, C / groups, filters], in a tidy. */
export function kernelOf({
  layer,
  description: { kernelSize, channels, groups, filters },
}: Convolution): Tensor {
  return tf.reshape(layer.getWeights()[0] as Tensor, [...kernelSize, channels / groups, filters]);
}

/** Known by name, since tfjs does not export them. */
const foreignClasses: readonly string[] = ['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D'];

interface ConvConfig {
  readonly strides: number | readonly [number, number];
  readonly dilationRate?: number | readonly [number, number] | null;
  readonly padding: 'same' | 'valid' | Sides;
  readonly dataFormat?: string;
  readonly useBias?: boolean;
  readonly activation?: string;
}

const both = (value: number | readonly [number, number]): readonly [number, number] =>
  typeof value === 'number' ? [value, value] : value;

function obstacleOf(
  { kernelSize: [kh, kw], dilations }: ConvDescription,
  layer: Layer,
  { dataFormat }: ConvConfig,
): string | undefined {
  if (kh !== 3 || kw !== 3) return `its kernel is ${kh}x${kw}, not 3x3`;
  if (dilations.some((dilation) => dilation > 1)) return `it is dilated by ${dilations.join('x')} already`;
  if (dataFormat === 'channelsFirst') return 'its images are channelsFirst, and SkConv2D reads channelsLast';
  if (layer instanceof SkFusedConv2D && layer.residual) {
    return 'it adds a residual inside: replace convolutions first, then foldBatchNorm';
  }
  return undefined;
}
