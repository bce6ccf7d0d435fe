/** Stem, stages of units, global average, classifier: the frame that ResNeXt, SENet and SKNet share. Table 1. */
import { input, type LayersModel, model } from '@tensorflow/tfjs-layers';
import type { BuildOptions } from '../types.js';
import { type Backbone, scaleBackbone } from './backbone.js';
import { bottleneck, type UnitParts } from './bottleneck.js';
import { classifierHead } from './classifierHead.js';
import { randomSeed } from './randomSeed.js';
import { stem } from './stem.js';

/** [N, H, W, C] to probabilities [N, numClasses]; the output of the layer `classifier` is the logits. */
export function residualNetwork(
  name: string,
  original: Backbone,
  parts: UnitParts,
  { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }: BuildOptions,
): LayersModel {
  const backbone = scaleBackbone(original, widthMultiplier, parts.groups);
  const { depths, widths, outputs, strides } = backbone;
  const image = input({ shape: [...inputShape], name: 'data' });
  let x = stem(image, backbone.stem, seed);
  depths.forEach((depth, s) => {
    for (let position = 1; position <= depth; position += 1) {
      const [width, output] = [widths[s] as number, outputs[s] as number];
      const stride = position === 1 ? (strides[s] as number) : 1;
      x = bottleneck(x, { stage: s + 2, position, width, output, stride, seed }, parts);
    }
  });
  const probabilities = classifierHead(x, numClasses, seed);
  return model({ name, inputs: image, outputs: probabilities });
}
