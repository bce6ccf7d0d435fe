/** Who registered a kernel. The mark is on the config: tfjs's registry is global, modules are not. */
import { getBackend, getKernel, type KernelConfig } from '@tensorflow/tfjs-core';

const providerKey: unique symbol = Symbol.for('sk-core:provider') as never;
const stockKey: unique symbol = Symbol.for('sk-core:stock') as never;
type Provided = KernelConfig & { readonly [providerKey]?: string; readonly [stockKey]?: KernelConfig };

export type KernelOrigin = 'plugin' | 'composite' | 'stock' | 'none';

/** @param stock The kernel of tfjs that this one replaces. */
export function markProvider(config: KernelConfig, provider: string, stock?: KernelConfig): KernelConfig {
  return {
    ...config,
    [providerKey]: provider,
    ...(stock !== undefined && { [stockKey]: stock }),
  } as Provided;
}

/** The npm package that provides a kernel, or 'composite', 'stock' or 'none'. */
export function providerOf(kernelName: string, backendName: string): string {
  const config: Provided | undefined = getKernel(kernelName, backendName);
  return config === undefined ? 'none' : (config[providerKey] ?? 'stock');
}

/** Which implementation would run now. For tests and for bug reports. */
export function kernelOrigin(kernelName: string, backendName: string = getBackend()): KernelOrigin {
  const provider = providerOf(kernelName, backendName);
  return provider === 'none' || provider === 'stock' || provider === 'composite' ? provider : 'plugin';
}

/** tfjs's own kernel, also where a plug-in has replaced it; nothing where tfjs has none. To measure plug-ins by. */
export function stockKernel(
  kernelName: string,
  backendName: string = getBackend(),
): KernelConfig | undefined {
  const config: Provided | undefined = getKernel(kernelName, backendName);
  return providerOf(kernelName, backendName) === 'stock' ? config : config?.[stockKey];
}
