/** WebGPU in Node: Dawn, from the npm package `webgpu`, in the place of a browser's `navigator.gpu`. */
import { AdapterError } from '../device/openDevice.js';
import { matrixFeatures } from '../precision/matrixUnit.js';
import { lacksVulkan, noAdapter } from './vulkan.js';

/** An adapter that Dawn knows. */
export interface NodeAdapter {
  /** Index in the list of adapters, as `start` takes it for `adapter`. */
  readonly index: number;
  /** Name of Dawn's backend: 'vulkan', 'metal', 'd3d12', ... */
  readonly backend: string;
  readonly name: string;
}

/**
 * Instances of Dawn by their options. They are kept for the life of the process: after the collection of one, every
 * later read of its devices fails.
 */
const instances = new Map<string, GPU>();

async function load(): Promise<typeof import('webgpu')> {
  const dawn = await import('webgpu').catch((error: Error) => {
    throw new AdapterError(
      `webgpu: Node needs the npm package webgpu 0.6 or newer (npm install webgpu): ${error.message.split('\n')[0]}`,
    );
  });
  Object.assign(globalThis, dawn.globals);
  return dawn;
}

/** Tells whether the options want Vulkan, and this machine lacks it. */
const lacksDriver = (options: readonly string[]): boolean =>
  options.every((option) => !option.startsWith('backend=') || option === 'backend=vulkan') && lacksVulkan();

/**
 * Makes `navigator.gpu` and the constants of WebGPU global, as tfjs wants them.
 *
 * @param options Options of Dawn: 'backend=vulkan', 'adapter=NAME', 'enable-dawn-features=...'
 * @throws AdapterError where the package or Vulkan is not installed.
 */
export async function startDawn(options: readonly string[] = []): Promise<void> {
  const key = JSON.stringify(options);
  const { create } = await load();
  if (lacksDriver(options)) throw new AdapterError(noAdapter());
  // Quantised timestamps would give a short kernel a time of 0.
  const gpu = instances.get(key) ?? create(['disable-dawn-features=timestamp_quantization', ...options]);
  instances.set(key, gpu);
  const navigator = globalThis.navigator ?? { userAgent: `Node.js/${process.versions.node}` };
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  if (globalThis.navigator === undefined) {
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  }
}

const featuresOption = 'enable-dawn-features=';

/** Returns options of Dawn with some of its features beside those that are on already, since Dawn takes the last list alone. */
export function withFeatures(options: readonly string[], features: readonly string[]): readonly string[] {
  const given = options.filter((option) => option.startsWith(featuresOption));
  const names = given.flatMap((option) => option.slice(featuresOption.length).split(','));
  const others = options.filter((option) => !option.startsWith(featuresOption));
  return [...others, `${featuresOption}${[...new Set([...names, ...features])].join(',')}`];
}

/** Features of Dawn behind which it keeps subgroup matrices, and float16 on cards of NVIDIA. */
const behindMatrices: readonly string[] = ['allow_unsafe_apis', 'vulkan_enable_f16_on_nvidia'];

/**
 * Starts Dawn with the features that subgroup matrices want, if its adapter has such matrices then; without them otherwise, so
 * that nothing else changes.
 *
 * @param power As an adapter is asked for.
 * @throws AdapterError where the package or Vulkan is not installed.
 */
export async function startDawnForMatrices(
  options: readonly string[],
  power: GPUPowerPreference = 'high-performance',
): Promise<void> {
  await startDawn(withFeatures(options, behindMatrices));
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: power });
  const names: readonly string[] = [...(adapter?.features ?? [])];
  if (!matrixFeatures.every((name) => names.includes(name))) await startDawn(options);
}

/**
 * Lists the adapters of this machine, in Dawn's order; empty where there is none.
 *
 * @param options Options of Dawn.
 * @throws AdapterError where the package `webgpu` is not installed.
 */
export async function adapters(options: readonly string[] = []): Promise<readonly NodeAdapter[]> {
  const { create } = await load();
  if (lacksDriver(options)) return [];
  // Dawn has no list to ask for. Its error for an unknown adapter names those that it has.
  const message = await create([...options, 'adapter=none of this name'])
    .requestAdapter()
    .then(
      () => '',
      (error: Error) => error.message,
    );
  const found = [...message.matchAll(/backend: '([^']*)', name: '(.*)'$/gm)];
  return found.map(([, backend, name], index) => ({
    index,
    backend: backend as string,
    name: name as string,
  }));
}
