/** The frame of the Inception networks: a stem, stages of steps, and the head that every network here has. */
import { input, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { randomSeed } from '../../layers/randomSeed.js';
import type { BuildOptions } from '../../types.js';
import { classifierHead } from './classifierHead.js';
import { inceptionPath, type Path } from './inceptionPath.js';

export interface InceptionStages {
  readonly stem: Path;
  readonly stages: readonly Path[];
}

/** [N, H, W, C] to probabilities [N, numClasses]; the output of the layer `classifier` is the logits. */
export function inceptionNetwork(
  name: string,
  { stem, stages }: InceptionStages,
  { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }: BuildOptions,
): LayersModel {
  const image = input({ shape: [...inputShape], name: 'data' });
  const features = [stem, ...stages].reduce(
    (x, path, i) => inceptionPath(x, path, `conv${i + 1}`, { widthMultiplier, seed }),
    image as SymbolicTensor,
  );
  return model({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}
