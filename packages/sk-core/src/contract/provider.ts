/**
 * The provider of each registered kernel. Its name stands in the kernel's config, since tfjs's registry is global and
 * modules are not.
 */
import { getBackend, getKernel, type KernelConfig } from '@tensorflow/tfjs-core';

const providerKey: unique symbol = Symbol.for('sk-core:provider') as never;
const stockKey: unique symbol = Symbol.for('sk-core:stock') as never;
type Provided = KernelConfig & { readonly [providerKey]?: string; readonly [stockKey]?: KernelConfig };

export type KernelOrigin = 'plugin' | 'composite' | 'stock' | 'none';

/**
 * Returns a kernel's config with the name of its provider.
 *
 * @param stock The kernel of tfjs that this one replaces.
 */
export function markProvider(config: KernelConfig, provider: string, stock?: KernelConfig): KernelConfig {
  return {
    ...config,
    [providerKey]: provider,
    ...(stock !== undefined && { [stockKey]: stock }),
  } as Provided;
}

/** Returns the npm package that provides a kernel, or 'composite', 'stock' or 'none'. */
export function providerOf(kernelName: string, backendName: string): string {
  const config: Provided | undefined = getKernel(kernelName, backendName);
  return config === undefined ? 'none' : (config[providerKey] ?? 'stock');
}

/** Tells which implementation of a kernel would run now. Meant for tests and bug reports. */
export function kernelOrigin(kernelName: string, backendName: string = getBackend()): KernelOrigin {
  const provider = providerOf(kernelName, backendName);
  return provider === 'none' || provider === 'stock' || provider === 'composite' ? provider : 'plugin';
}

/**
 * Returns tfjs's own kernel, also where a plug-in has replaced it; undefined where tfjs has none. Plug-ins are
 * measured against it.
 */
export function stockKernel(
  kernelName: string,
  backendName: string = getBackend(),
): KernelConfig | undefined {
  const config: Provided | undefined = getKernel(kernelName, backendName);
  return providerOf(kernelName, backendName) === 'stock' ? config : config?.[stockKey];
}
