/** Two loaded copies of tfjs-core have two engines, and tensors of one are strangers to the other. */
import { Tensor, version_core } from '@tensorflow/tfjs-core';

const key: unique symbol = Symbol.for('sk-core:tfjs') as never;
const holder = globalThis as { [key]?: unknown };

/** Warns once, in one line, where another copy of tfjs-core came with an earlier import of this package. */
export function warnOfSecondCore(): void {
  holder[key] ??= Tensor;
  if (holder[key] !== Tensor) {
    console.warn(
      `sk-core: a second copy of @tensorflow/tfjs-core (${version_core}) is loaded; run npm ls @tensorflow/tfjs-core and keep one`,
    );
  }
}
