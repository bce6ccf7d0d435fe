/** The form of a case of the op contract. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { toTensor } from '../check/backendTensors.js';
import { noise } from '../numbers/array64.js';

/** One promise of the op contract. The suite frees the tensors that it makes, and counts the rest. */
export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void> | void;
}

/** Makes a tensor of seeded noise. */
export function noisy(shape: readonly number[], seed: number): Tensor {
  return toTensor(noise(shape, seed));
}
