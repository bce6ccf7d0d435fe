import type { Tensor } from '@tensorflow/tfjs-core';
import { toTensor } from '../check/backendTensors.js';
import { noise } from '../numbers/array64.js';

/** One promise of the op contract. What it makes is freed for it, and counted. */
export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void> | void;
}

/** A tensor of seeded noise. */
export function noisy(shape: readonly number[], seed: number): Tensor {
  return toTensor(noise(shape, seed));
}
