/**
 * Initial weights, as in the authors' network files. 'msra' is N(0, 2 / fan_in) for convolutions (He et al., the paper's
 * [9]); 'gaussian' is N(0, 0.01^2) for the attention's fully connected layers and the classifier.
 */
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { initializers, type Shape } from '@tensorflow/tfjs-layers';
import { normalNumbers } from './normalNumbers.js';
import { sizeOf } from './shape.js';

export const weightInits = ['msra', 'gaussian', 'zeros', 'ones'] as const;
export type WeightInit = (typeof weightInits)[number];
export type Initializer = ReturnType<typeof initializers.randomNormal>;

/** Standard deviation of 'gaussian'. */
const gaussianStddev = 0.01;

/** Returns an initializer. @param shape All but the last axis count as fan-in: [kh, kw, C / groups, O] or [C, O]. */
export function weightInitializer(init: WeightInit, shape: readonly number[], seed?: number): Initializer {
  if (init === 'zeros') return initializers.zeros() as Initializer;
  if (init === 'ones') return initializers.ones();
  const fanIn = sizeOf(shape.slice(0, -1));
  const stddev = init === 'msra' ? Math.sqrt(2 / fanIn) : gaussianStddev;
  return normalInitializer(stddev, seed);
}

/** Makes an initializer that configurations name as tfjs's own, which takes four times as long for other normal numbers. */
function normalInitializer(stddev: number, seed: number | undefined): Initializer {
  const initializer = initializers.randomNormal({ mean: 0, stddev, ...(seed !== undefined && { seed }) });
  initializer.apply = (shape: Shape): Tensor => {
    const count = sizeOf(shape as number[]);
    return tensor(normalNumbers(count, stddev, seed ?? Math.random() * 2 ** 32), shape as number[]);
  };
  return initializer;
}

/** Returns a seed for a weight, 1 to 2^32 - 1, so that its first values do not depend on which other weights there are. */
export function weightSeed(seed: number, weightName: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed}:${weightName}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  }
  // tfjs takes a seed of 0 for none.
  return hash >>> 0 || 1;
}
