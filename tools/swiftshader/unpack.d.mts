/** Returns the folder of the driver and of the Vulkan loader. */
export function unpackSwiftShader(): string;
