/**
 * A check that one copy of tfjs-core is loaded: two copies have two engines, and neither knows the tensors of the
 * other.
 */
import { Tensor, version_core } from '@tensorflow/tfjs-core';

const key: unique symbol = Symbol.for('sk-core:tfjs') as never;
const holder = globalThis as { [key]?: unknown };

/** Warns once, in one line, where an earlier import of this package came with another copy of tfjs-core. */
export function warnOfSecondCore(): void {
  holder[key] ??= Tensor;
  if (holder[key] !== Tensor) {
    console.warn(
      `sk-core: a second copy of @tensorflow/tfjs-core (${version_core}) is loaded; run npm ls @tensorflow/tfjs-core and keep one`,
    );
  }
}
