/** SIMD kernels that let the TensorFlow.js wasm backend train convolutional networks. */

export { OutOfMemoryError } from './heap/outOfMemoryError.js';
export { type InstallOptions, install, plugin, simdBuild } from './install.js';
export type { SimdBuild } from './module/kernelBinary.js';
