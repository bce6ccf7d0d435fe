/** Reasons why a machine has no adapter, as far as Node can find them. */
import { isMissing } from './sharedLibraries.js';
import { whyNoDriver } from './vulkanDrivers.js';

/**
 * Tells whether this process cannot load Vulkan, which Dawn on Linux needs. Dawn itself would write a warning to
 * standard error.
 */
export const lacksVulkan = (): boolean => process.platform === 'linux' && isMissing('libvulkan.so.1');

/** Returns the message of an AdapterError. */
export function noAdapter(): string {
  const why =
    process.platform !== 'linux'
      ? 'the system has no GPU with a driver for Metal, Direct3D 12 or Vulkan'
      : lacksVulkan()
        ? 'the system has no Vulkan loader (libvulkan.so.1; in Debian and Ubuntu the package libvulkan1) for its driver'
        : whyNoDriver();
  return `webgpu: no adapter: ${why}`;
}
