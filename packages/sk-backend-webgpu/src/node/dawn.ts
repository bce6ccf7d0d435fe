/** WebGPU in Node: Dawn, from the npm package `webgpu`, in the place of a browser's `navigator.gpu`. */
import { isSoftware } from '../device/adapterName.js';
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
const instances = new Map<string, Promise<GPU>>();

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

/** Features of Dawn that are off everywhere: a quantised timestamp would give a short kernel a time of 0. */
const off: readonly string[] = ['timestamp_quantization'];

/**
 * Features that are off on a software adapter besides. SwiftShader compiles the zeroing of workgroup memory store by store,
 * which takes twenty times as long as the rest of a shader; without its extension Dawn writes a loop.
 */
const offInSoftware: readonly string[] = ['use_vulkan_zero_initialize_workgroup_memory_extension'];

/** Starts Dawn with some options, as is right for the adapter that it takes then. */
async function instanceFor(create: (options: string[]) => GPU, options: readonly string[]): Promise<GPU> {
  const gpu = create([...withFeatures('disable', options, off)]);
  const adapter = await gpu.requestAdapter();
  if (adapter === null || !isSoftware(adapter.info)) return gpu;
  return create([...withFeatures('disable', options, [...off, ...offInSoftware])]);
}

/**
 * Makes `navigator.gpu` and the constants of WebGPU global, as tfjs wants them.
 *
 * @param options Options of Dawn: 'backend=vulkan', 'adapter=NAME', 'enable-dawn-features=...'
 * @throws AdapterError where the package or Vulkan is not installed.
 */
export async function startDawn(options: readonly string[] = []): Promise<void> {
  const { create } = await load();
  if (lacksDriver(options)) throw new AdapterError(noAdapter());
  const key = JSON.stringify(options);
  const started = instances.get(key) ?? instanceFor(create, options);
  instances.set(key, started);
  started.catch(() => instances.delete(key));
  const gpu = await started;
  const navigator = globalThis.navigator ?? { userAgent: `Node.js/${process.versions.node}` };
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  if (globalThis.navigator === undefined) {
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  }
}

/**
 * Returns options of Dawn that switch some of its features on or off beside those that are switched so already, since Dawn takes
 * the last list alone.
 */
export function withFeatures(
  to: 'enable' | 'disable',
  options: readonly string[],
  features: readonly string[],
): readonly string[] {
  const head = `${to}-dawn-features=`;
  const given = options.filter((option) => option.startsWith(head));
  const names = given.flatMap((option) => option.slice(head.length).split(','));
  const others = options.filter((option) => !option.startsWith(head));
  return [...others, `${head}${[...new Set([...names, ...features])].join(',')}`];
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
  await startDawn(withFeatures('enable', options, behindMatrices));
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
