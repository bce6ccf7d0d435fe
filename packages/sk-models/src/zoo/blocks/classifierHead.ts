/** Global average, classifier, softmax: how every network here ends. Table 1. */
import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
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
  const shape = [features.shape.at(-1) as number, units];
  const kernelInitializer = isWeightless()
    ? initializers.zeros()
    : weightInitializer('gaussian', shape, weightSeed(seed, `${name}/kernel`));
  return layers.dense({ name, units, kernelInitializer }).apply(features) as SymbolicTensor;
}
