/** Choice of an adapter, and a device on it with the features and limits that kernels need. */
import { adapterName, isSoftware } from './adapterName.js';

/** Wishes for an adapter. */
export interface AdapterOptions {
  /** A part of the adapter's vendor, architecture, device or description, in any case. Other adapters are refused. */
  readonly adapter?: string;
  /** Which of several GPUs, where the system knows; 'high-performance' by default. */
  readonly power?: 'high-performance' | 'low-power';
  /**
   * Whether to accept an adapter that computes on the processor: its results are right, and it is slower than wasm.
   */
  readonly allowSoftware?: boolean;
}

/** The error where there is no adapter, or none that was asked for. */
export class AdapterError extends Error {
  override readonly name = 'AdapterError';
}

/** The adapters of devices that this package has opened. */
const adapterInfos = new WeakMap<GPUDevice, GPUAdapterInfo>();

/** Returns the description of a device's adapter. */
export const adapterInfoOf = (device: GPUDevice): GPUAdapterInfo =>
  adapterInfos.get(device) ?? device.adapterInfo;

/** Features that the kernels or the profiler use where the adapter has them. */
const helpful: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];

type LimitName =
  | 'maxBufferSize'
  | 'maxStorageBufferBindingSize'
  | 'maxStorageBuffersPerShaderStage'
  | 'maxComputeWorkgroupsPerDimension'
  | 'maxComputeWorkgroupStorageSize'
  | 'maxComputeInvocationsPerWorkgroup'
  | `maxComputeWorkgroupSize${'X' | 'Y' | 'Z'}`;

/** Limits that tensors and kernels meet. A device has the least of each unless more is asked for. */
export const limitNames: readonly LimitName[] = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
];

/**
 * Returns the adapter for some wishes.
 *
 * @throws AdapterError where there is none, or only others than the one asked for.
 */
export async function chooseAdapter(
  { adapter: wanted, power = 'high-performance' }: AdapterOptions,
  gpu: GPU | undefined = globalThis.navigator?.gpu,
): Promise<GPUAdapter> {
  if (gpu === undefined) {
    throw new AdapterError(
      'webgpu: there is no navigator.gpu: the browser has no WebGPU, or the page came neither by https nor from ' +
        "localhost (in Node call start of 'sk-backend-webgpu/node')",
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: power });
  if (adapter === null) {
    throw new AdapterError('webgpu: no adapter: the system knows no GPU, or has no driver for it');
  }
  const name = adapterName(adapter.info);
  if (wanted !== undefined && !name.toLowerCase().includes(wanted.toLowerCase())) {
    throw new AdapterError(
      `webgpu: the ${power} adapter is ${name}, and '${wanted}' was asked for: ask for a part of that name, or for ` +
        `power '${power === 'low-power' ? 'high-performance' : 'low-power'}'`,
    );
  }
  return adapter;
}

/**
 * Refuses an adapter that computes on the processor, unless that is allowed.
 *
 * @throws AdapterError
 */
export function refuseSoftware(info: GPUAdapterInfo, { allowSoftware = false }: AdapterOptions): void {
  if (allowSoftware || !isSoftware(info)) return;
  throw new AdapterError(
    `webgpu: the only adapter is ${adapterName(info)}, which computes on the processor: take the wasm backend, which ` +
      'is faster, or allow it with allowSoftware: true (--allow-software on a command line)',
  );
}

/**
 * Opens a device.
 *
 * @param features Names of features that are wanted beside those that help all kernels, where the adapter has them.
 * @throws AdapterError where there is no adapter, only a software one that was not allowed, or none of that name.
 */
export async function openDevice(
  options: AdapterOptions,
  features: readonly string[] = [],
): Promise<{ adapter: GPUAdapter; device: GPUDevice }> {
  const adapter = await chooseAdapter(options);
  refuseSoftware(adapter.info, options);
  const device = await adapter.requestDevice({
    label: 'sk-backend-webgpu',
    requiredFeatures: [...new Set([...helpful, ...(features as readonly GPUFeatureName[])])].filter(
      (feature) => adapter.features.has(feature),
    ),
    requiredLimits: Object.fromEntries(limitNames.map((limit) => [limit, adapter.limits[limit]])),
  });
  adapterInfos.set(device, adapter.info);
  return { adapter, device };
}
