/** Stem, stages of units, global average, classifier: the frame that ResNeXt, SENet and SKNet share. Table 1. */
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { weightInitializer, weightSeed } from '../layers/weightInit.js';
import { isWeightless } from '../layers/weightless.js';
import type { BuildOptions } from '../types.js';
import { type Backbone, scaleBackbone } from './backbone.js';
import { bottleneck, type UnitParts } from './bottleneck.js';
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
  const features = layers.globalAveragePooling2d({ name: 'avepool', dataFormat: 'channelsLast' }).apply(x);
  const logits = classifier(features as SymbolicTensor, numClasses, seed);
  const probabilities = layers.softmax({ name: 'softmax' }).apply(logits) as SymbolicTensor;
  return model({ name, inputs: image, outputs: probabilities });
}

function classifier(features: SymbolicTensor, units: number, seed: number): SymbolicTensor {
  const name = 'classifier';
  const shape = [features.shape.at(-1) as number, units];
  const kernelInitializer = isWeightless()
    ? initializers.zeros()
    : weightInitializer('gaussian', shape, weightSeed(seed, `${name}/kernel`));
  return layers.dense({ name, units, kernelInitializer }).apply(features) as SymbolicTensor;
}

const randomSeed = (): number => Math.floor(Math.random() * 2 ** 32);
