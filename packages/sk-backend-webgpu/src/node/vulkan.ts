/** Reasons why a machine has no adapter, as far as Node can find them. */

/**
 * Tells whether this process cannot load Vulkan, which Dawn on Linux needs. Dawn itself would write a warning to
 * standard error.
 */
export function lacksVulkan(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
  } catch (error) {
    // The library was found where Node complains that it is no addon.
    return /cannot open shared object/.test((error as Error).message);
  }
  return false;
}

/** Returns the message of an AdapterError. */
export function noAdapter(): string {
  const why =
    process.platform !== 'linux'
      ? 'the system has no GPU with a driver for Metal, Direct3D 12 or Vulkan'
      : lacksVulkan()
        ? 'the system has no Vulkan loader (libvulkan.so.1; in Debian and Ubuntu the package libvulkan1) for its driver'
        : 'no Vulkan driver is listed in /usr/share/vulkan/icd.d or /etc/vulkan/icd.d (containers of NVIDIA want ' +
          'NVIDIA_DRIVER_CAPABILITIES=all)';
  return `webgpu: no adapter: ${why}`;
}
