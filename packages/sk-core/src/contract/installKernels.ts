/** Installation of kernels: those of a plug-in replace composites, and the stock kernels that the plug-in names. */
import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { checkOptions, type OptionNames } from './checkOptions.js';
import { ContractError } from './contractError.js';
import { markProvider, providerOf, stockKernel } from './provider.js';
import { contractVersion, type KernelSet } from './types.js';

export interface InstallOptions {
  /** Names of stock tfjs kernels that the set may replace. */
  readonly overrides?: readonly string[];
}

const optionNames: OptionNames<InstallOptions> = { overrides: true };

/**
 * Replaces composites, and the stock kernels that `overrides` names. On an error it replaces nothing. Idempotent.
 * Import the backend first: a backend that is imported later registers its stock kernels over these.
 *
 * @throws ContractError for another contract version, a stock kernel that `overrides` does not name, or a kernel that
 *   another plug-in provides; OptionError for an option that does not exist.
 */
export function installKernels(set: KernelSet, options: InstallOptions = {}): void {
  checkOptions('installKernels: options', options, optionNames);
  const { overrides = [] } = options;
  const { provider, kernels } = set;
  if (set.contractVersion !== contractVersion) {
    throw new ContractError(
      `${provider} was built for op contract ${set.contractVersion}, sk-core has ${contractVersion}: update the older package`,
    );
  }
  const absent = overrides.filter((name) => !kernels.some((k) => k.kernelName === name));
  if (absent.length > 0) {
    throw new ContractError(`${provider} overrides ${absent.join(', ')} but brings no such kernel`);
  }
  const fresh = kernels.filter((config) => isFresh(config, provider, overrides));
  for (const config of fresh) {
    const { kernelName, backendName } = config;
    const stock = stockKernel(kernelName, backendName);
    if (getKernel(kernelName, backendName) !== undefined) unregisterKernel(kernelName, backendName);
    registerKernel(markProvider(config, provider, stock));
  }
}

function isFresh(
  { kernelName, backendName }: KernelConfig,
  provider: string,
  overrides: readonly string[],
): boolean {
  const owner = providerOf(kernelName, backendName);
  const what = `${kernelName} of ${backendName}`;
  if (owner === 'stock' && !overrides.includes(kernelName)) {
    throw new ContractError(`${provider} replaces the stock kernel ${what}, which its overrides do not name`);
  }
  if (!['none', 'stock', 'composite', provider].includes(owner)) {
    throw new ContractError(`${provider} provides ${what}, and so does ${owner}: install one of them`);
  }
  return owner !== provider;
}
