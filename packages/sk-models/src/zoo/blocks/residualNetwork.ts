/** The frame of ResNet, ResNeXt, SENet and SKNet: stem, stages of units, global average, classifier. Table 1. */
import { input, type LayersModel, model } from '@tensorflow/tfjs-layers';
import { randomSeed } from '../../layers/randomSeed.js';
import type { BuildOptions } from '../../types.js';
import { type Backbone, scaleBackbone } from './backbone.js';
import { bottleneck, type UnitParts } from './bottleneck.js';
import { classifierHead } from './classifierHead.js';
import { stackStages, type UnitPart } from './stackStages.js';
import { stem } from './stem.js';

export interface NetworkParts extends UnitParts {
  /** Stands between a stage and the next, as BAM does. */
  readonly betweenStages?: UnitPart;
}

/** [N, H, W, C] to probabilities [N, numClasses]; the output of the layer `classifier` is the logits. */
export function residualNetwork(
  name: string,
  original: Backbone,
  parts: NetworkParts,
  { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }: BuildOptions,
): LayersModel {
  const backbone = scaleBackbone(original, widthMultiplier, parts.groups);
  const image = input({ shape: [...inputShape], name: 'data' });
  const stemmed = stem(image, backbone.stem, seed);
  const unit: UnitPart = (x, at) => bottleneck(x, at, parts);
  const features = stackStages(stemmed, backbone, seed, unit, parts.betweenStages);
  return model({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}
