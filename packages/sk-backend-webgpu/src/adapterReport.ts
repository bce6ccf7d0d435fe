/** A report of the adapter that the backend runs on, for bug reports and for `sk-train doctor`. */
import { isSoftware } from './device/adapterName.js';
import { AdapterError, limitNames } from './device/openDevice.js';
import { describeProducts } from './gpu/products.js';
import { runningBackend } from './tfjs/tfjsBackend.js';

/** Names, limits and features of an adapter. Browsers leave most of the names empty. */
export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Name and version of the driver, where the description has them, as in Node. */
  readonly driver?: string;
  /** Whether it computes on the processor. */
  readonly software: boolean;
  /** Limits that tensors and kernels meet, as the device has them: bytes and counts. */
  readonly limits: Readonly<Record<string, number>>;
  /** Names of the features that are on, sorted. */
  readonly features: readonly string[];
  /** In what values convolutions multiply, in words. */
  readonly products: string;
}

/**
 * Returns the report of the started backend.
 *
 * @throws AdapterError where the webgpu backend has not been started.
 */
export function adapterReport(): AdapterReport {
  const backend = runningBackend();
  if (backend === undefined) {
    throw new AdapterError('webgpu: adapterReport tells of the started backend: await start() first');
  }
  const { adapterInfo: info, limits, features } = backend.device;
  const { vendor, architecture, device, description } = info;
  return {
    vendor,
    architecture,
    device,
    description,
    ...(/\d+\.\d+/.test(description) && { driver: description }),
    software: isSoftware(info),
    limits: Object.fromEntries(limitNames.map((name) => [name, limits[name]])),
    features: [...features].sort(),
    products: describeProducts(backend),
  };
}
