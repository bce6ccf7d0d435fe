/** WebGPU in Node: Dawn, from the npm package `webgpu`, put where tfjs looks for a browser's. */
import { AdapterError } from '../device/openDevice.js';
import { lacksVulkan, noAdapter } from './vulkan.js';

/** An adapter that Dawn knows. */
export interface NodeAdapter {
  /** Its place in the list: what `start` takes for `adapter`. */
  readonly index: number;
  /** 'vulkan', 'metal', 'd3d12', ... */
  readonly backend: string;
  readonly name: string;
}

/** By their options. Kept for the life of the process: once one is collected, every later read of its devices fails. */
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

/** Unless the options name another of Dawn's backends. */
const lacksDriver = (options: readonly string[]): boolean =>
  options.every((option) => !option.startsWith('backend=') || option === 'backend=vulkan') && lacksVulkan();

/**
 * Makes `navigator.gpu` and the constants of WebGPU global, as tfjs wants them.
 *
 * @param options Of Dawn: 'backend=vulkan', 'adapter=NAME', 'enable-dawn-features=...'
 * @throws AdapterError where the package or Vulkan is not installed
 */
export async function startDawn(options: readonly string[] = []): Promise<void> {
  const key = JSON.stringify(options);
  const { create } = await load();
  if (lacksDriver(options)) throw new AdapterError(noAdapter());
  // Timestamps in full, or a short kernel takes no time.
  const gpu = instances.get(key) ?? create(['disable-dawn-features=timestamp_quantization', ...options]);
  instances.set(key, gpu);
  const navigator = globalThis.navigator ?? { userAgent: `Node.js/${process.versions.node}` };
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  if (globalThis.navigator === undefined) {
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  }
}

/**
 * The adapters of this machine, in Dawn's order; empty where there is none.
 *
 * @param options Of Dawn.
 * @throws AdapterError where the package `webgpu` is not installed
 */
export async function adapters(options: readonly string[] = []): Promise<readonly NodeAdapter[]> {
  const { create } = await load();
  if (lacksDriver(options)) return [];
  // Dawn has no list to ask for: it names what it has where it does not find what it is asked for.
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
