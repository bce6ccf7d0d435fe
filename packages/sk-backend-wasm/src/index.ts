/** SIMD kernels that let the TensorFlow.js wasm backend train convolutional networks. */
export { type InstallOptions, install, plugin, simdBuild } from './install.js';
export type { SimdBuild } from './kernelBinary.js';
export { OutOfMemoryError } from './outOfMemoryError.js';
