/** The values that convolutions multiply, as a program asks for them and as a device has them. */
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';

/**
 * The wish: `mixed` takes float16 for the factors of products where that is faster, and float32 elsewhere; `rounded` rounds the
 * factors on every device, which is no faster, and shows what it does to a network.
 */
export type Precision = 'float32' | 'mixed' | 'rounded';

export const precisions: readonly Precision[] = ['float32', 'mixed', 'rounded'];

/** The factors of products: as they are, or rounded to float16. Sums are float32 always. */
export type Products = 'float32' | 'rounded';

/** Returns the products for a wish. */
export const productsFor = (precision: Precision): Products =>
  precision === 'rounded' ? 'rounded' : 'float32';

const wishes = new WeakMap<WebGPUBackend, Precision>();

/** Chooses the products of the kernels that a backend runs from now on. */
export function choosePrecision(backend: WebGPUBackend, precision: Precision): void {
  wishes.set(backend, precision);
}

/** Returns the products of a backend; those of float32 where nobody has chosen. */
export const productsOf = (backend: WebGPUBackend): Products => productsFor(wishes.get(backend) ?? 'float32');

const phrases: Readonly<Record<Products, string>> = {
  float32: 'float32 everywhere',
  rounded: 'factors of dense convolutions rounded to float16, products and sums in float32',
};

/** Says in what values a backend multiplies. */
export const describeProducts = (backend: WebGPUBackend): string => phrases[productsOf(backend)];
