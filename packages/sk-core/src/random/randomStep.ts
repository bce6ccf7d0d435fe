/** The step for which layers draw random numbers, which follow from it alone. */
import { type Tensor1D, tensor1d } from '@tensorflow/tfjs-core';
import { ScopedValue } from '../scope/scopedValue.js';

export interface RandomStep {
  /** The number of the step, as {@link stepNumber} makes it. */
  readonly step: Tensor1D;
  /** The part of a batch that is cut into several, from 0. */
  readonly part: number;
}

const drawn = new ScopedValue<RandomStep>();

/** Calls a function whose layers draw the random numbers of a step. */
export function withRandomStep<T>(step: RandomStep, run: () => T): T {
  return drawn.during(step, run);
}

/** Returns the step for which layers draw now; undefined outside of {@link withRandomStep}. */
export const currentRandomStep = (): RandomStep | undefined => drawn.current;

/** Returns the number of a step, 0 to 2^32 - 1, as a tensor [2] of its lower and its upper 16 bits. */
export const stepNumber = (step: number): Tensor1D => tensor1d(stepHalves(step));

/** Returns the values of {@link stepNumber}. */
export const stepHalves = (step: number): Float32Array =>
  Float32Array.of(step % 2 ** 16, Math.floor(step / 2 ** 16) % 2 ** 16);
