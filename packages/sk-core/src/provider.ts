/** Who registered a kernel. The mark is on the config: tfjs's registry is global, modules are not. */
import { getBackend, getKernel, type KernelConfig } from '@tensorflow/tfjs-core';

const providerKey: unique symbol = Symbol.for('sk-core:provider') as never;
type Provided = KernelConfig & { readonly [providerKey]?: string };

export type KernelOrigin = 'plugin' | 'composite' | 'stock' | 'none';

export function markProvider(config: KernelConfig, provider: string): KernelConfig {
  return { ...config, [providerKey]: provider } as Provided;
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
