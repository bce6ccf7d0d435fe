/** The products of mixed precision on a device: of float16 where it has matrices of them, and multiplies them right. */
import { adapterInfoOf } from '../device/openDevice.js';
import type { Products } from '../gpu/products.js';
import type { MatrixUnit } from '../shaders/convolution/matrixTile.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { type MatrixDevice, matrixDevice, matrixUnitOf } from './matrixUnit.js';

/** Multiplies on the device by a unit's matrices, and says what is wrong with the results; nothing where they are right. */
export type MatrixCheck = (unit: MatrixUnit) => Promise<string | undefined>;

/** Returns the products of mixed precision. What is wrong, or throws, in the check is the reason for float32. */
export async function productsOfDevice(device: MatrixDevice, check: MatrixCheck): Promise<Products> {
  const matrix = matrixUnitOf(device);
  if (typeof matrix === 'string') return { name: 'float32', reason: matrix };
  const fault = await check(matrix).catch((error: Error) => error.message);
  if (fault === undefined) return { name: 'float16', matrix };
  return { name: 'float32', reason: `the check of the device's matrices failed: ${fault}` };
}

const known = new WeakMap<WebGPUBackend, Promise<Products>>();

/** Returns the products of mixed precision on a backend, whose device is checked once. */
export function mixedProducts(
  backend: WebGPUBackend,
  check: (backend: WebGPUBackend, unit: MatrixUnit) => Promise<string | undefined>,
): Promise<Products> {
  let products = known.get(backend);
  if (products === undefined) {
    const device = matrixDevice(backend.device, adapterInfoOf(backend.device));
    products = productsOfDevice(device, (unit) => check(backend, unit));
    known.set(backend, products);
  }
  return products;
}
