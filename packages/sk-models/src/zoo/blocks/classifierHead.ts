/** The end of every network: global average, classifier, softmax. Table 1. */
import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf } from '../../layers/shape.js';
import { weightInitializer, weightSeed } from '../../layers/weightInit.js';
import { isWeightless } from '../../layers/weightless.js';

/** [N, H, W, C] to probabilities [N, numClasses]; the output of the layer `classifier` is the logits. */
export function classifierHead(x: SymbolicTensor, numClasses: number, seed: number): SymbolicTensor {
  const features = layers.globalAveragePooling2d({ name: 'avepool', dataFormat: 'channelsLast' }).apply(x);
  const logits = classifier(features as SymbolicTensor, numClasses, seed);
  return layers.softmax({ name: 'softmax' }).apply(logits) as SymbolicTensor;
}

function classifier(features: SymbolicTensor, units: number, seed: number): SymbolicTensor {
  const name = 'classifier';
  const shape = [channelsOf(features.shape), units];
  const kernelInitializer = isWeightless()
    ? initializers.zeros()
    : weightInitializer('gaussian', shape, weightSeed(seed, `${name}/kernel`));
  return layers.dense({ name, units, kernelInitializer }).apply(features) as SymbolicTensor;
}
