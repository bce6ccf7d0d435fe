/** Names of adapters, and whether an adapter is a GPU. */

/** Returns vendor, architecture, device and description, as far as the system tells them. */
export function adapterName({ vendor, architecture, device, description }: GPUAdapterInfo): string {
  const words = [vendor, architecture, device, description].filter((word) => word !== '');
  return [...new Set(words)].join(' ') || 'a nameless adapter';
}

/** Tells whether an adapter computes on the processor. */
export function isSoftware(info: GPUAdapterInfo): boolean {
  return info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render|warp/i.test(adapterName(info));
}
