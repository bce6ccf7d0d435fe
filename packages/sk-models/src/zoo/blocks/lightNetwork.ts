/** The frame of ShuffleNets and MobileNets: stem, stages of units, a last 1x1, global average, classifier. */
import { input, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { randomSeed } from '../../layers/randomSeed.js';
import type { BuildOptions } from '../../types.js';
import type { Backbone } from './backbone.js';
import { classifierHead } from './classifierHead.js';
import { type Activation, convActivation } from './convActivation.js';
import { pooledStem } from './pooledStem.js';
import { scaleChannels } from './scaleChannels.js';
import { stackStages, type UnitPart } from './stackStages.js';

export interface LightBackbone extends Pick<Backbone, 'depths' | 'outputs' | 'strides'> {
  /** Channels of the 3x3 at stride 2 that reads the image. */
  readonly stem: number;
  /** A 3x3 max pool at stride 2 behind it, padded by 1 as in PyTorch. */
  readonly pool: boolean;
  /** Channels in the middle of a stage's units; by default as many as at their end. */
  readonly widths?: readonly number[];
  /** Channels of the 1x1 before the average. */
  readonly head?: number;
  /** Activation of stem and head; a pooled stem has ReLU. */
  readonly activation: Activation;
}

export interface LightParts {
  readonly unit: UnitPart;
  /** Widths of a narrower network are multiples of it; 1. */
  readonly widthDivisor?: number;
  /** Channels of stem, outputs and head are multiples of it; 1. */
  readonly divisor?: number;
}

/** [N, H, W, C] to probabilities [N, numClasses]; the output of the layer `classifier` is the logits. */
export function lightNetwork(
  name: string,
  { stem, pool, depths, widths, outputs, strides, head, activation }: LightBackbone,
  { unit, widthDivisor = 1, divisor = 1 }: LightParts,
  { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }: BuildOptions,
): LayersModel {
  const scale = (channels: number, by = divisor): number => scaleChannels(channels, widthMultiplier, by);
  const conv = (x: SymbolicTensor, at: string, channels: number, kernelSize: number, strides: number) =>
    convActivation(x, { name: at, filters: scale(channels), kernelSize, strides, activation, seed });
  const image = input({ shape: [...inputShape], name: 'data' });
  const stemmed = pool
    ? pooledStem(image, { filters: scale(stem), kernelSize: 3 }, seed)
    : conv(image, 'conv1/3x3_s2', stem, 3, 2);
  const stages = {
    ...{ depths, strides },
    widths: (widths ?? outputs).map((width) => scale(width, widthDivisor)),
    outputs: outputs.map((output) => scale(output)),
  };
  const features = stackStages(stemmed, stages, seed, unit);
  const last = head === undefined ? features : conv(features, `conv${depths.length + 2}/1x1`, head, 1, 1);
  return model({ name, inputs: image, outputs: classifierHead(last, numClasses, seed) });
}
