/** The values that convolutions multiply, as a program asks for them and as a device has them. */
import type { MatrixUnit } from '../shaders/convolution/matrixTile.js';
import type { TileFactors } from '../shaders/convolution/tile.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';

/**
 * The wish: `mixed` takes float16 for the factors of products where subgroups of the device multiply matrices of it, and
 * float32 elsewhere; `rounded` rounds the factors on every device, which is no faster, and shows what it does to a network.
 */
export type Precision = 'float32' | 'mixed' | 'rounded';

export const precisions: readonly Precision[] = ['float32', 'mixed', 'rounded'];

/** The factors of products: as they are, rounded to float16, or of float16. Sums are float32 always. */
export type Products =
  | {
      readonly name: 'float32';
      /** The reason why it is not float16, where that was asked for. */
      readonly reason?: string;
    }
  | { readonly name: 'rounded' }
  | { readonly name: 'float16'; readonly matrix: MatrixUnit };

/** The matrices that a convolution is a product of: left [rows, depth], right [depth, columns]. */
export interface ProductShape {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

/**
 * Returns the factors of one product. Edges of matrices are filled with zeros, so that all sizes can be had; a product that
 * is smaller than a single matrix would be zeros for the most part, and is one of float32.
 */
export function factorsFor(products: Products, { rows, columns, depth }: ProductShape): TileFactors {
  if (products.name === 'rounded') return { rounds: true };
  if (products.name === 'float32') return {};
  const { matrix } = products;
  return rows < matrix.m || columns < matrix.n || depth < matrix.k ? {} : { matrix };
}

const chosen = new WeakMap<WebGPUBackend, Products>();

/** Chooses the products of the kernels that a backend runs from now on. */
export function chooseProducts(backend: WebGPUBackend, products: Products): void {
  chosen.set(backend, products);
}

/** Returns the products of a backend; those of float32 where nobody has chosen. */
export const productsOf = (backend: WebGPUBackend): Products => chosen.get(backend) ?? { name: 'float32' };

/** Says in what values a backend multiplies. */
export function describeProducts(backend: WebGPUBackend): string {
  const products = productsOf(backend);
  if (products.name === 'rounded') {
    return 'factors of dense convolutions rounded to float16, products and sums in float32';
  }
  if (products.name === 'float32') {
    return `float32 everywhere${products.reason === undefined ? '' : `: ${products.reason}`}`;
  }
  const { m, n, k } = products.matrix;
  return `factors of dense convolutions in float16, by subgroup matrices of ${m}x${n}x${k}, sums in float32`;
}
