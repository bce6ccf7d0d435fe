/** Whether this process can load Vulkan. Dawn, asked without it, writes its own warning to standard error. */

/** On Linux, where Dawn has nothing else. */
export function lacksVulkan(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
  } catch (error) {
    // Found: Node complains that it is no addon.
    return /cannot open shared object/.test((error as Error).message);
  }
  return false;
}
